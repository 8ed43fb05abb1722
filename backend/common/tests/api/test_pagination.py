from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from author.models import Author
from common.api.keyset import Cursor, following
from common.tests.api.site import ORDERINGS
from common.tests.api.test_errors import assert_problem

pytestmark = pytest.mark.django_db

LIST = "/api/v1/authors/"
START = datetime(2026, 1, 1, tzinfo=UTC)


def add_authors(*numbers: int, **columns: Any) -> list[Author]:
    return Author.objects.bulk_create(
        [
            Author(
                name=f"{columns.get('name', f'Ä {number:04}')}",
                slug=f"author-{number}",
                created_at=START + timedelta(hours=columns.get("hour", number)),
                post_count=number % 3,
            )
            for number in numbers
        ]
    )


def slugs(body: dict[str, Any]) -> list[str]:
    return [row["slug"] for row in body["results"]]


def test_first_page_of_an_empty_list_has_no_neighbours(client: APIClient) -> None:
    assert client.get(LIST).json() == {"next": None, "previous": None, "results": []}


def test_links_are_absolute_and_keep_the_other_parameters(client: APIClient) -> None:
    add_authors(*range(3))

    link = urlsplit(
        client.get(f"{LIST}?min_posts=0&page_size=2&fields=slug").json()["next"]
    )

    query = parse_qs(link.query)
    assert (link.scheme, link.netloc, link.path) == ("http", "testserver", LIST)
    assert query["min_posts"] == ["0"]
    assert query["page_size"] == ["2"]
    assert len(query["cursor"][0]) < 200


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_pages_are_the_list_cut_in_pieces(client: APIClient, ordering: str) -> None:
    add_authors(*range(7))
    whole = client.get(LIST, {"ordering": ordering}).json()
    columns: dict[str, Any] = {"fields": "slug", "page_size": 3, "ordering": ordering}

    first = client.get(LIST, columns).json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    back = client.get(third["previous"]).json()
    start = client.get(back["previous"]).json()

    assert slugs(first) + slugs(second) + slugs(third) == slugs(whole)
    assert whole["next"] is None
    assert first["previous"] is None
    assert third["next"] is None
    assert slugs(back) == slugs(second)
    assert slugs(start) == slugs(first)
    assert start["previous"] is None
    assert slugs(client.get(start["next"]).json()) == slugs(second)


def test_page_by_cursor_is_one_statement(client: APIClient) -> None:
    add_authors(*range(30))
    link = client.get(LIST).json()["next"]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(link)

    assert len(queries) == 1


def test_turning_round_on_an_emptied_page_loses_nothing(client: APIClient) -> None:
    add_authors(*range(4))
    first = client.get(f"{LIST}?page_size=2").json()
    Author.objects.filter(slug__in=["author-2", "author-3"]).delete()

    empty = client.get(first["next"]).json()

    assert empty["results"] == []
    assert empty["next"] is None
    back = client.get(empty["previous"]).json()
    assert slugs(back) == slugs(first)
    Author.objects.all().delete()
    gone = client.get(back["next"]).json()
    assert gone["results"] == []
    assert gone["next"] is None


@pytest.mark.parametrize("name", ["a", "", "x" * 5000, "a.b", "é", "\x00", "eyJ.x"])
def test_garbage_is_no_cursor(client: APIClient, name: str) -> None:
    response = client.get(LIST, {"cursor": name})

    body = assert_problem(
        response, 400, "COM0003" if name not in {"", "\x00"} else "COM0002"
    )
    assert body["errors"][0]["pointer"] == "?cursor"


def test_changed_cursor_is_refused(client: APIClient) -> None:
    cursor = Cursor(("Ada", START)).encode(ORDERINGS["name"])
    changed = ("A" if cursor[0] != "A" else "B") + cursor[1:]

    assert_problem(client.get(LIST, {"cursor": changed}), 400, "COM0003")


def test_cursor_of_another_ordering_is_refused(client: APIClient) -> None:
    add_authors(*range(3))
    link = client.get(f"{LIST}?page_size=1&ordering=name").json()["next"]

    response = client.get(link.replace("ordering=name", "ordering=-created_at"))

    assert_problem(response, 400, "COM0003")


def test_numbered_pages_count(client: APIClient) -> None:
    add_authors(*range(5))

    with CaptureQueriesContext(connection) as queries:
        body = client.get(f"{LIST}?page=2&page_size=2").json()

    assert len(queries) == 2
    assert (body["count"], body["total_pages"]) == (5, 3)
    assert slugs(body) == ["author-2", "author-3"]
    assert slugs(client.get(body["next"]).json()) == ["author-4"]
    assert slugs(client.get(body["previous"]).json()) == ["author-0", "author-1"]
    assert client.get(f"{LIST}?page=1").json()["previous"] is None
    assert client.get(f"{LIST}?page=3&page_size=2").json()["next"] is None


def test_first_page_of_an_empty_list_exists(client: APIClient) -> None:
    body = client.get(f"{LIST}?page=1").json()

    assert (body["count"], body["total_pages"], body["results"]) == (0, 0, [])


def test_page_past_the_end_does_not_exist(client: APIClient) -> None:
    assert_problem(client.get(f"{LIST}?page=2"), 404, "COM0005")


@pytest.mark.parametrize("page", ["101", "1000000000"])
def test_deep_page_points_to_the_cursor(client: APIClient, page: str) -> None:
    body = assert_problem(client.get(LIST, {"page": page}), 400, "COM0004")

    assert "cursor" in body["detail"]


@pytest.mark.parametrize("page", ["0", "-1", "x", ""])
def test_wrong_page_is_named(client: APIClient, page: str) -> None:
    body = assert_problem(client.get(LIST, {"page": page}), 400, "COM0002")

    assert body["errors"][0]["pointer"] == "?page"


def test_page_and_cursor_exclude_each_other(client: APIClient) -> None:
    assert_problem(client.get(f"{LIST}?page=1&cursor=x"), 400, "COM0002")


@pytest.mark.parametrize(
    ("ordering", "position"),
    [
        (("name", "public_id"), ("Ä 9000", "0" * 32)),
        (("-name", "-public_id"), ("Ä 9000", "0" * 32)),
    ],
)
def test_position_is_a_range_of_the_index(
    ordering: tuple[str, ...], position: tuple[str, ...]
) -> None:
    add_authors(*range(10_000))
    Author.objects.update(post_count=1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE author_author")

    rows = Author.objects.filter(
        following(ordering, position, inclusive=False), post_count__gt=0
    )
    plan = rows.order_by(*ordering).values("name")[:11].explain()

    assert "author_public_by_name" in plan
    assert "Index Cond: (ROW(" in plan
    assert "Sort" not in plan


CHANGES = st.lists(
    st.tuples(st.sampled_from(["add", "remove"]), st.integers(0, 5)), max_size=6
)


@settings(max_examples=40, deadline=None)
@given(
    hours=st.lists(st.integers(0, 3), min_size=1, max_size=14),
    size=st.integers(1, 4),
    changes=CHANGES,
    ordering=st.sampled_from(sorted(ORDERINGS)),
)
def test_walk_meets_each_stable_row_once_while_others_write(
    hours: list[int], size: int, changes: list[tuple[str, int]], ordering: str
) -> None:
    Author.objects.all().delete()
    for number, hour in enumerate(hours):
        add_authors(number, hour=hour, name=f"Name {hour}")
    add_authors(*range(100, 106), hour=1, name="Name 1")
    stable = {f"author-{number}" for number in range(len(hours))}
    pending = [*changes]

    def walk(link: str | None, direction: str) -> tuple[list[str], str]:
        met: list[str] = []
        last = ""
        while link:
            body = APIClient().get(link).json()
            page = [slug for slug in slugs(body) if slug in stable]
            met += page if direction == "next" else reversed(page)
            last, link = link, body[direction]
            if pending:
                kind, number = pending.pop()
                if kind == "remove":
                    Author.objects.filter(slug=f"author-{100 + number}").delete()
                else:
                    add_authors(1000 + len(pending), hour=number, name=f"Name {number}")
        return met, last

    forth, end = walk(f"{LIST}?page_size={size}&ordering={ordering}", "next")
    pending += changes
    Author.objects.filter(slug__startswith="author-10").exclude(
        slug__in=stable
    ).delete()
    back, _ = walk(end, "previous")

    assert sorted(forth) == sorted(stable)
    assert sorted(back) == sorted(stable)
    assert back == forth[::-1]
