"""What is not asked for is neither sent nor read from the database."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from author.tests.factories import AuthorFactory
from blog.tests.factories import (
    MediaFileFactory,
    PostFactory,
    SeriesFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/api/v1/posts/"
BODY = re.compile("body_(html|markdown|text)|table_of_contents")
# Each relation, its member, and what of the schema only it touches.
RELATIONS = {
    "author": ("authors", "author_author"),
    "tag": ("tags", "blog_tag"),
    "series": ("series", "blog_series"),
    "image": ("cover_image", "blog_mediafile"),
}


@pytest.fixture(autouse=True)
def _post() -> None:
    post = PostFactory.create(
        published=True,
        slug="whole",
        body_markdown="# Text",
        rendered=True,
        authors=[AuthorFactory.create(bio="Bio")],
        tags=[TagFactory.create()],
        cover_image=MediaFileFactory.create(),
    )
    SeriesFactory.create(posts=[post], recount=True)


def ask(client: Client, path: str) -> tuple[Any, str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json(), "\n".join(query["sql"] for query in queries)


def first(client: Client, query: str) -> tuple[dict[str, Any], str]:
    body, sql = ask(client, f"{LIST}?{query}")
    (post,) = body["results"]
    return post, sql


def test_fields_are_the_only_members_and_columns(client: Client) -> None:
    post, sql = first(client, "fields=title")

    assert list(post) == ["title"]
    chosen = sql.partition(" FROM ")[0]
    assert set(re.findall(r'"blog_post"\."(\w+)"', chosen)) == {
        "title", "published_at", "public_id",
    }  # fmt: skip


def test_fields_inside_an_include_are_the_only_ones(client: Client) -> None:
    post, sql = first(client, "fields=title&include=author&fields[author]=name")

    assert set(post) == {"title", "authors"}
    assert list(post["authors"][0]) == ["name"]
    assert not re.search("bio|avatar|email|blog_tag|blog_series|blog_mediafile", sql)


@pytest.mark.parametrize(
    "names",
    [names for size in range(5) for names in combinations(RELATIONS, size)],
    ids=",".join,
)
def test_only_included_relations_are_read(
    client: Client, names: tuple[str, ...]
) -> None:
    include = f"&include={','.join(names)}" if names else ""

    post, sql = first(client, f"fields=id{include}")

    assert set(post) == {"id", *(RELATIONS[name][0] for name in names)}
    for name, (_, table) in RELATIONS.items():
        assert (f'"{table}' in sql) == (name in names)


@pytest.mark.parametrize("member", ["alt", "url", "width", "height"])
def test_images_can_be_cut_to_any_member(client: Client, member: str) -> None:
    post, _ = first(client, f"fields=cover_image&fields[image]={member}")

    assert list(post["cover_image"]) == [member]


def test_members_come_in_their_own_order_and_once(client: Client) -> None:
    post, _ = first(client, "fields=title,id,title,slug&include=tag,tag")

    assert list(post) == ["id", "slug", "title", "tags"]


@pytest.mark.parametrize(
    "query",
    ["", "page=1", "ordering=title", "include=author,tag,series,image", "year=2020"],
)
def test_lists_never_read_bodies(client: Client, query: str) -> None:
    post, sql = first(client, query)

    assert "body" not in post
    assert not BODY.search(sql)


def test_counting_pages_reads_no_relation(client: Client) -> None:
    _, sql = first(client, "page=1")

    count = sql.splitlines()[0]
    assert "COUNT(*)" in count
    assert "JSON" not in count


def test_neighbours_never_read_bodies(client: Client) -> None:
    PostFactory.create(published=True)

    _, sql = ask(client, f"{LIST}whole/neighbors/")

    assert not BODY.search(sql)


@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_detail_reads_only_the_form_that_is_asked_for(
    client: Client, form: str
) -> None:
    post, sql = ask(client, f"{LIST}whole/?fields=body&formats={form}")

    assert list(post) == ["body"]
    assert list(post["body"]) == [form]
    assert set(BODY.findall(sql)) == {form}


def test_detail_without_body_reads_none(client: Client) -> None:
    post, sql = ask(client, f"{LIST}whole/?fields=title&formats=html,markdown,text")

    assert list(post) == ["title"]
    assert not BODY.search(sql)


def test_neighbours_are_cut_like_summaries(client: Client) -> None:
    PostFactory.create(
        published=True, slug="older", published_at="2001-01-01T00:00:00Z"
    )
    query = "fields=slug&include=author&fields[author]=name"

    body, sql = ask(client, f"{LIST}whole/neighbors/?{query}")

    assert body == {"previous": None, "next": {"slug": "older", "authors": []}}
    assert "bio" not in sql


@pytest.mark.parametrize("kind", ["tags", "series", "authors"])
def test_other_lists_are_cut_as_well(client: Client, kind: str) -> None:
    TagFactory.create(post_count=1)
    AuthorFactory.create(post_count=1)

    body, sql = ask(client, f"/api/v1/{kind}/?fields=slug")

    assert [list(row) for row in body["results"]] == [["slug"]]
    assert not re.search("description|bio|avatar|links", sql)
