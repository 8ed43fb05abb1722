from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from author.tests.factories import AuthorFactory
from blog.models import Post
from blog.tests.factories import (
    LONG_AGO,
    MediaFileFactory,
    PostFactory,
    SeriesFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/api/v1/posts/"


def slugs(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200, response.content
    return [post["slug"] for post in response.json()["results"]]


def test_newest_posts_come_first_and_ties_are_broken_by_id(client: Client) -> None:
    for days in (1, 3, 2, 2, 2):
        PostFactory.create(published=True, published_at=LONG_AGO + timedelta(days=days))

    expected = sorted(
        Post.objects.all(), key=lambda p: (p.published_at, p.public_id), reverse=True
    )
    assert slugs(client) == [post.slug for post in expected]


def test_summary_has_exactly_the_promised_members(client: Client) -> None:
    post = PostFactory.create(
        published=True,
        title="Größe",
        slug="größe",
        edited_at=LONG_AGO,
        language="de",
        is_featured=True,
    )

    (summary,) = client.get(LIST).json()["results"]

    assert summary == {
        "id": str(post.public_id),
        "slug": "größe",
        "url": "http://127.0.0.1:8000/posts/gr%C3%B6%C3%9Fe/",
        "title": "Größe",
        "subtitle": "",
        "excerpt": "",
        "authors": [],
        "tags": [],
        "series": None,
        "cover_image": None,
        "published_at": "2020-01-02T03:04:05Z",
        "edited_at": "2020-01-02T03:04:05Z",
        "reading_minutes": 1,
        "word_count": 0,
        "comment_count": 0,
        "reaction_count": 0,
        "is_featured": True,
        "language": "de",
        "visibility": "public",
    }


def test_what_hangs_on_a_post_has_exactly_the_promised_members(
    client: Client,
) -> None:
    author = AuthorFactory.create(name="Ada", slug="ada", bio="Counts.")
    tag = TagFactory.create(name="Engines", slug="engines")
    cover = MediaFileFactory.create(alt="A gear")
    post = PostFactory.create(
        published=True, authors=[author], tags=[tag], cover_image=cover
    )
    draft = PostFactory.create()
    series = SeriesFactory.create(title="Notes", slug="notes", posts=[draft, post])

    (summary,) = client.get(LIST).json()["results"]

    assert summary["cover_image"].pop("url").endswith(cover.file.name)
    assert summary["cover_image"] == {"width": 2, "height": 1, "alt": "A gear"}
    tag_id, series_id = str(tag.public_id), str(series.public_id)
    assert summary["tags"] == [{"id": tag_id, "slug": "engines", "name": "Engines"}]
    assert summary["series"] == {
        "id": series_id,
        "slug": "notes",
        "title": "Notes",
        "position": 1,
    }
    (byline,) = summary["authors"]
    assert byline == {
        "id": str(author.public_id),
        "slug": "ada",
        "name": "Ada",
        "short_bio": "Counts.",
        "avatar": None,
    }


def test_post_that_was_never_edited_says_so(client: Client) -> None:
    PostFactory.create(published=True)

    (summary,) = client.get(f"{LIST}?fields=edited_at").json()["results"]

    assert summary == {"edited_at": None}


def test_authors_stand_in_the_order_of_the_byline(client: Client) -> None:
    second, first = AuthorFactory.create(name="A"), AuthorFactory.create(name="Z")
    PostFactory.create(published=True, authors=[first, second])

    (summary,) = client.get(f"{LIST}?fields[author]=name").json()["results"]

    assert summary["authors"] == [{"name": "Z"}, {"name": "A"}]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("-published_at", ["c", "b", "a"]),
        ("published_at", ["a", "b", "c"]),
        ("title", ["b", "a", "c"]),
        ("-title", ["c", "a", "b"]),
    ],
)
def test_every_ordering_orders(
    client: Client, ordering: str, expected: list[str]
) -> None:
    for day, (slug, title) in enumerate([("a", "M"), ("b", "C"), ("c", "X")]):
        at = LONG_AGO + timedelta(days=day)
        PostFactory.create(published=True, slug=slug, title=title, published_at=at)

    assert slugs(client, f"ordering={ordering}") == expected


def test_equal_titles_are_ordered_by_id(client: Client) -> None:
    posts = [PostFactory.create(published=True, title="Same") for _ in range(4)]

    by_id = [post.slug for post in sorted(posts, key=lambda p: p.public_id)]

    assert slugs(client, "ordering=title") == by_id
    assert slugs(client, "ordering=-title") == by_id[::-1]


def test_times_are_utc_whatever_was_written(client: Client) -> None:
    at = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
    PostFactory.create(published=True, published_at=at)

    (summary,) = client.get(f"{LIST}?fields=published_at").json()["results"]

    assert summary == {"published_at": "2026-03-01T12:00:00.123456Z"}


def test_numbered_pages_count_what_the_list_shows(client: Client) -> None:
    PostFactory.create_batch(3, published=True)
    PostFactory.create(published=True, unlisted=True)
    PostFactory.create()

    body = client.get(f"{LIST}?page=2&page_size=2").json()

    assert (body["count"], body["total_pages"], len(body["results"])) == (3, 2, 1)
