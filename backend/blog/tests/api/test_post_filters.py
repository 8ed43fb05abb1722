from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.test import Client

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.models import Post, Series, Tag
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/posts/"
Row = Author | Series | Tag
HOSTILE = ["a\0b", "' OR 1=1 --", "x" * 10_000, "%00", '"; DROP TABLE x', "/"]
PARAMETERS = [
    "tag", "author", "series", "year", "month", "published_after", "published_before",
    "featured", "language", "ordering", "page", "page_size", "cursor", "fields",
    "include", "fields[author]", "fields[tag]", "fields[series]", "fields[image]",
]  # fmt: skip


def slugs(client: Client, **parameters: object) -> list[str]:
    response = client.get(f"{LIST}?{urlencode(parameters)}")
    assert response.status_code == 200, response.content
    return [post["slug"] for post in response.json()["results"]]


def refused(client: Client, query: str) -> list[str]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 400, response.content
    return [error["pointer"] for error in response.json()["errors"]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def related(kind: str, post: Post) -> Row:
    if kind == "tag":
        tag = TagFactory.create(slug="it")
        post.tags.add(tag)
        return tag
    if kind == "series":
        return SeriesFactory.create(slug="it", posts=[post])
    author = AuthorFactory.create(slug="it")
    post.bylines.create(author=author, position=0)
    return author


@pytest.mark.parametrize("kind", ["tag", "author", "series"])
def test_relations_are_named_by_slug_former_slug_and_id(
    client: Client, kind: str
) -> None:
    mine, other = PostFactory.create(published=True), PostFactory.create(published=True)
    row = related(kind, mine)
    if kind == "tag":
        other.tags.add(TagFactory.create())
    row.slug = "renamed"
    row.save()

    for name in ("renamed", "it", row.public_id):
        assert slugs(client, **{kind: name}) == [mine.slug]


@pytest.mark.parametrize("kind", ["tag", "author", "series"])
def test_unknown_relations_have_no_posts(client: Client, kind: str) -> None:
    related(kind, PostFactory.create(published=True))
    unknown = "0190d3c4-0000-7000-8000-000000000000"

    assert slugs(client, **{kind: "nobody"}) == []
    assert slugs(client, **{kind: unknown}) == []
    body = client.get(f"{LIST}?{kind}=nobody&page=1").json()
    assert (body["count"], body["total_pages"]) == (0, 0)


def test_filters_narrow_together(client: Client) -> None:
    ada, tag = AuthorFactory.create(slug="ada"), TagFactory.create(slug="math")
    both = PostFactory.create(
        published=True, authors=[ada], tags=[tag], is_featured=True
    )
    PostFactory.create(published=True, authors=[ada], is_featured=True)
    PostFactory.create(published=True, tags=[tag], is_featured=True)
    plain = PostFactory.create(published=True, authors=[ada], tags=[tag])
    SeriesFactory.create(slug="notes", posts=[both, plain])

    wanted = {"author": "ada", "tag": "math", "series": "notes"}

    assert slugs(client, **wanted, featured="true") == [both.slug]
    assert slugs(client, **wanted, featured="false", year=2020) == [plain.slug]
    assert slugs(client, **wanted, year=2019) == []
    assert slugs(client, **{**wanted, "tag": "other"}) == []


def test_filtered_posts_are_listed_once_however_much_they_carry(
    client: Client,
) -> None:
    tags, authors = TagFactory.create_batch(3), AuthorFactory.create_batch(3)
    post = PostFactory.create(published=True, tags=tags, authors=authors)
    tag, author = tags[0], authors[0]

    assert slugs(client, tag=tag.slug, author=author.slug) == [post.slug]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"year": 2024}, ["new-year", "leap"]),
        ({"year": 2024, "month": 2}, ["leap"]),
        ({"year": 2024, "month": 12}, ["new-year"]),
        ({"year": 2025}, ["after"]),
        ({"year": 2023}, []),
    ],
)
def test_years_and_months_are_those_of_utc(
    client: Client, parameters: dict[str, int], expected: list[str]
) -> None:
    PostFactory.create(
        published=True, slug="leap", published_at=at("2024-02-29T23:59:59")
    )
    PostFactory.create(
        published=True, slug="new-year", published_at=at("2024-12-31T23:59:59.999999")
    )
    PostFactory.create(
        published=True, slug="after", published_at=at("2025-01-01T00:00:00")
    )

    assert slugs(client, **parameters) == expected


def test_bounds_of_time_leave_their_own_instant_out(client: Client) -> None:
    for day in (1, 2, 3):
        PostFactory.create(
            published=True, slug=f"d{day}", published_at=at(f"2024-05-0{day}")
        )

    assert slugs(client, published_after="2024-05-02T00:00:00Z") == ["d3"]
    assert slugs(client, published_before="2024-05-02T02:00:00+02:00") == ["d1"]
    both = {"published_after": "2024-05-01", "published_before": "2024-05-03"}
    assert slugs(client, **both) == ["d2"]


def test_language_is_a_filter(client: Client) -> None:
    PostFactory.create(published=True, slug="ja", language="ja")
    PostFactory.create(published=True, slug="en")

    assert slugs(client, language="ja") == ["ja"]
    assert slugs(client, language="JA") == ["ja"]
    assert slugs(client, language="xx-Latn") == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("month=5", "?month"),
        ("year=2024&month=13", "?month"),
        ("year=2024&month=0", "?month"),
        ("year=0", "?year"),
        ("year=9999", "?year"),
        ("year=MMXX", "?year"),
        ("year=2_0", "?year"),
        ("published_after=yesterday", "?published_after"),
        ("published_after=0001-01-01T00:00:00%2B14:00", "?published_after"),
        ("published_before=9999-12-31T23:59:59-14:00", "?published_before"),
        ("published_before=2024-13-01", "?published_before"),
        ("featured=maybe", "?featured"),
        ("featured=null", "?featured"),
        ("language=en_US", "?language"),
        ("language=", "?language"),
        ("ordering=word_count", "?ordering"),
        ("ordering=-published_at,title", "?ordering"),
        ("fields=title,body", "?fields"),
        ("fields=state", "?fields"),
        ("include=authors", "?include"),
        ("fields[author]=email", "?fields[author]"),
        ("fields[post]=title", "?fields[post]"),
        ("tag=Capital", "?tag"),
        ("tag=a&tag=b", "?tag"),
        ("page_size=1000000000", "?page_size"),
        ("page_size=0", "?page_size"),
        ("page=-1", "?page"),
        ("cursor=nonsense", "?cursor"),
        ("state=nonsense", "?state"),
        ("State=draft", "?State"),
        ("Tag=a", "?Tag"),
    ],
)
def test_wrong_parameters_are_refused_by_name(
    client: Client, query: str, pointer: str
) -> None:
    assert refused(client, query) == [pointer]


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_hostile_values_are_refused_by_name(
    client: Client, name: str, value: str
) -> None:
    assert set(refused(client, urlencode({name: value}))) == {f"?{name}"}


@pytest.mark.parametrize("name", PARAMETERS)
def test_bytes_that_are_no_text_do_no_harm(client: Client, name: str) -> None:
    PostFactory.create(published=True)

    for broken in ("%ED%A0%80", "%FF", "%C0%80"):
        response = client.get(f"{LIST}?{name}={broken}")
        # As Django reads them they could be the name of something.
        named_nothing = name in {"tag", "author", "series"}
        assert response.status_code == (200 if named_nothing else 400)
        assert response.json().get("results", []) == []
