"""The table of all posts."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time
from rest_framework.test import APIClient

from author.tests.factories import AuthorFactory
from blog.models import Post
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory
from custom_user.constants import Role
from custom_user.tests.callers import outcome, with_key, with_token
from custom_user.tests.roles import member_of

pytestmark = pytest.mark.django_db
PATH = "/api/v1/exports/posts.csv"


@pytest.fixture
def staff() -> APIClient:
    return with_token(member_of(Role.SUPPORT_AGENT))


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()


def rows_of(answer: Any) -> list[dict[str, str]]:
    text = text_of(answer).removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text, newline="")))


def make_posts(number: int) -> None:
    start = Post.objects.count()
    Post.objects.bulk_create(
        Post(title=f"Post {n}", slug=f"post-{n}", word_count=n)
        for n in range(start, start + number)
    )


@freeze_time("2024-05-06 07:08:09.123456")
def test_every_column_is_filled(staff: APIClient) -> None:
    post = PostFactory.create(
        published=True,
        title="One",
        slug="größe",
        language="de",
        members=True,
        word_count=12,
        authors=AuthorFactory.create_batch(2),
        tags=[TagFactory.create(name="B"), TagFactory.create(name="A")],
    )
    SeriesFactory.create(title="Parts", posts=[post])
    first, second = (byline.author.name for byline in post.bylines.all())

    answer = staff.get(PATH)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    disposition = 'attachment; filename="posts-2024-05-06.csv"'
    assert answer["Content-Disposition"] == disposition
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Request-ID"]
    (row,) = rows_of(answer)
    assert row.pop("url").endswith("/posts/gr%C3%B6%C3%9Fe/")
    assert row == {
        "id": str(post.public_id),
        "slug": "größe",
        "title": "One",
        "state": "published",
        "visibility": "members",
        "language": "de",
        "authors": f"{first}; {second}",
        "tags": "A; B",
        "series": "Parts",
        "published_at": "2020-01-02T03:04:05+00:00",
        "updated_at": "2024-05-06T07:08:09.123456+00:00",
        "word_count": "12",
    }


def test_it_begins_with_a_mark_and_the_names_of_the_columns(staff: APIClient) -> None:
    assert text_of(staff.get(PATH)) == (
        "\ufeffid,slug,url,title,state,visibility,language,authors,tags,series,"
        "published_at,updated_at,word_count\r\n"
    )


def test_posts_of_all_states_are_in_it_and_the_trash_is_not(staff: APIClient) -> None:
    for state in ("draft", "archived"):
        PostFactory.create(slug=state, state=state)
    PostFactory.create(slug="private", published=True, private=True)
    PostFactory.create(slug="trashed", trashed=True)

    slugs = [row["slug"] for row in rows_of(staff.get(PATH))]

    assert slugs == ["draft", "archived", "private"]


@pytest.mark.parametrize(
    "title",
    [
        "=HYPERLINK(1)",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        '=1","=2',
    ],
)
def test_formulas_are_made_harmless_everywhere(staff: APIClient, title: str) -> None:
    post = PostFactory.create(
        title=title,
        authors=[AuthorFactory.create(name=title)],
        tags=[TagFactory.create(name=title)],
    )
    SeriesFactory.create(title=title, posts=[post])

    (row,) = rows_of(staff.get(PATH))

    for column in ("title", "authors", "tags", "series"):
        assert row[column] == f"'{title}"


@pytest.mark.parametrize(
    "title",
    [
        'a, "b"; c',
        "a\r\nb",
        "a\nb",
        "日本語 😀 עברית",
        "a=b",
        "'=1",
        "\u2028",
        "a\x0bb",
    ],
)
def test_cells_come_back_as_they_were(staff: APIClient, title: str) -> None:
    PostFactory.create(title=title)

    (row,) = rows_of(staff.get(PATH))

    assert row["title"] == title


def test_only_those_who_see_all_posts_may_have_them() -> None:
    for role in (Role.ADMINISTRATOR, Role.EDITOR, Role.MODERATOR, Role.SUPPORT_AGENT):
        assert with_token(member_of(role)).get(PATH).status_code == 200
    for role in (Role.AUTHOR, Role.CONTRIBUTOR, Role.READER):
        assert outcome(with_token(member_of(role)).get(PATH)) == (403, "COM0403")
    assert outcome(APIClient().get(PATH)) == (401, "COM0401")
    editor, writer = member_of(Role.EDITOR), member_of(Role.AUTHOR)
    assert with_key(editor, "posts:read").get(PATH).status_code == 200
    assert with_key(editor, "tags:read").get(PATH).status_code == 403
    assert with_key(writer, "posts:read").get(PATH).status_code == 403


def test_it_is_a_table_and_takes_no_parameters(staff: APIClient) -> None:
    assert staff.get(PATH, headers={"Accept": "text/csv"}).status_code == 200
    answer = staff.get(PATH, headers={"Accept": "application/json"})
    assert outcome(answer) == (406, "COM0406")
    assert outcome(staff.get(f"{PATH}?state=draft")) == (400, "COM0001")
    assert staff.post(PATH).status_code == 405
    assert staff.head(PATH).status_code == 200


def test_statements_grow_with_pieces_only(staff: APIClient) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(staff.get(PATH))
        return len(queries)

    make_posts(499)
    few = statements()
    make_posts(502)

    # 499 in one, and then 500, 500 and one; and one each that finds no more.
    assert (few, statements()) == (4, 6)


def test_memory_does_not_grow_with_the_number_of_posts(staff: APIClient) -> None:
    def peak() -> int:
        answer: Any = staff.get(PATH)
        pieces: Iterator[bytes] = iter(answer.streaming_content)
        tracemalloc.start()
        try:
            size = sum(map(len, pieces))
            assert size > Post.objects.count() * 100
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    make_posts(2_000)
    text_of(staff.get(PATH))
    small = peak()
    make_posts(8_000)

    assert peak() < small * 1.1
