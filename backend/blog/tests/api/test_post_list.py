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
        PostFactory(published=True, published_at=LONG_AGO + timedelta(days=days))

    expected = sorted(
        Post.objects.all(), key=lambda p: (p.published_at, p.public_id), reverse=True
    )
    assert slugs(client) == [post.slug for post in expected]


def test_summary_has_exactly_the_promised_members(client: Client) -> None:
    author = AuthorFactory(name="Ada", slug="ada", bio="Counts.")
    tag = TagFactory(name="Engines", slug="engines")
    post = PostFactory(
        published=True,
        title="Größe",
        slug="größe",
        authors=[author],
        tags=[tag],
        cover_image=MediaFileFactory(alt="A gear"),
        edited_at=LONG_AGO,
        language="de",
        is_featured=True,
    )
    series = SeriesFactory(title="Notes", slug="notes", posts=[PostFactory(), post])

    (summary,) = client.get(LIST).json()["results"]

    image = summary.pop("cover_image")
    assert image.pop("url").endswith(".png")
    assert image == {"width": 2, "height": 1, "alt": "A gear"}
    assert summary == {
        "id": str(post.public_id),
        "slug": "größe",
        "url": "http://127.0.0.1:8000/posts/gr%C3%B6%C3%9Fe/",
        "title": "Größe",
        "subtitle": "",
        "excerpt": "",
        "authors": [
            {
                "id": str(author.public_id),
                "slug": "ada",
                "name": "Ada",
                "short_bio": "Counts.",
                "avatar": None,
            }
        ],
        "tags": [{"id": str(tag.public_id), "slug": "engines", "name": "Engines"}],
        "series": {
            "id": str(series.public_id),
            "slug": "notes",
            "title": "Notes",
            "position": 2,
        },
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


def test_what_a_post_lacks_is_empty_or_null(client: Client) -> None:
    PostFactory(published=True)

    (summary,) = client.get(LIST).json()["results"]

    assert (summary["authors"], summary["tags"]) == ([], [])
    assert summary["series"] is summary["cover_image"] is summary["edited_at"] is None


def test_authors_stand_in_the_order_of_the_byline(client: Client) -> None:
    second, first = AuthorFactory(name="A"), AuthorFactory(name="Z")
    PostFactory(published=True, authors=[first, second])

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
        PostFactory(published=True, slug=slug, title=title, published_at=at)

    assert slugs(client, f"ordering={ordering}") == expected


def test_equal_titles_are_ordered_by_id(client: Client) -> None:
    posts = [PostFactory(published=True, title="Same") for _ in range(4)]

    by_id = [post.slug for post in sorted(posts, key=lambda p: p.public_id)]

    assert slugs(client, "ordering=title") == by_id
    assert slugs(client, "ordering=-title") == by_id[::-1]


def test_times_are_utc_whatever_was_written(client: Client) -> None:
    at = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
    PostFactory(published=True, published_at=at)

    (summary,) = client.get(f"{LIST}?fields=published_at").json()["results"]

    assert summary == {"published_at": "2026-03-01T12:00:00.123456Z"}


def test_numbered_pages_count_what_the_list_shows(client: Client) -> None:
    PostFactory.create_batch(3, published=True)
    PostFactory(published=True, unlisted=True)
    PostFactory()

    body = client.get(f"{LIST}?page=2&page_size=2").json()

    assert (body["count"], body["total_pages"], len(body["results"])) == (3, 2, 1)
