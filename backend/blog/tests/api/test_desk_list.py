"""The list of posts as writers and editors have it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.constants import PostState
from blog.models import Post
from blog.tests.api.desk import POSTS, Statements, Writer, pointers
from blog.tests.factories import LONG_AGO, PostFactory, TagFactory
from custom_user.constants import Role

pytestmark = pytest.mark.django_db


def titles(writer: Writer, query: str) -> list[str]:
    response = writer.client.get(f"{POSTS}?{query}")
    assert response.status_code == 200, response.content
    return [row["title"] for row in response.json()["results"]]


def make_posts(writer: Writer) -> None:
    facts: list[dict[str, Any]] = [
        {"title": "draft", "authors": [writer.profile]},
        {"title": "submitted", "authors": [writer.profile], "state": "submitted"},
        {"title": "live", "authors": [writer.profile], "published": True},
        {"title": "trashed", "authors": [writer.profile], "trashed": True},
        {"title": "draft of others"},
        {"title": "live of others", "published": True},
    ]
    for number, fact in enumerate(facts):
        PostFactory.create(created_at=LONG_AGO + timedelta(days=number), **fact)


def test_writers_see_their_own_posts_in_the_states_they_ask_for() -> None:
    writer = Writer()
    make_posts(writer)

    assert titles(writer, "mine=true") == ["live", "submitted", "draft"]
    assert titles(writer, "state=draft,submitted") == ["submitted", "draft"]
    assert titles(writer, "state=published") == ["live"]
    assert titles(writer, "mine=true&state=draft&ordering=title") == ["draft"]
    assert set(titles(writer, "")) == {"live of others", "live"}


def test_editors_see_those_of_all() -> None:
    editor, writer = Writer(Role.EDITOR), Writer()
    make_posts(writer)

    assert titles(editor, "state=draft") == ["draft of others", "draft"]
    assert titles(editor, "mine=true") == []
    author = f"state=draft&author={writer.profile.slug}"
    assert titles(editor, author) == ["draft"]


def test_strangers_have_an_empty_desk() -> None:
    make_posts(Writer())

    assert titles(Writer(None), "state=draft") == []
    assert Client().get(f"{POSTS}?state=draft").json()["results"] == []


def test_entries_tell_how_things_stand() -> None:
    writer = Writer(Role.AUTHOR)
    post = PostFactory.create(published=True, authors=[writer.profile])
    writer.patch(post, {"title": "Another"})

    response = writer.client.get(f"{POSTS}?mine=true&fields=title")

    (row,) = response.json()["results"]
    post = Post.objects.get()
    assert response["Cache-Control"] == "private, no-store"
    assert row.pop("updated_at")
    assert row == {
        "title": post.title,
        "state": PostState.PUBLISHED,
        "has_unpublished_changes": True,
        "publish_at": None,
        "unpublish_at": None,
        "version": 2,
    }


def test_a_walk_over_drafts_meets_each_once() -> None:
    writer = Writer()
    PostFactory.create_batch(7, authors=[writer.profile])
    found, url = [], f"{POSTS}?mine=true&page_size=2"

    while url:
        page = writer.client.get(url).json()
        found += [row["id"] for row in page["results"]]
        url = page["next"]

    assert len(found) == len(set(found)) == 7


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("state=nonsense", "?state"),
        ("state=", "?state"),
        ("mine=perhaps", "?mine"),
    ],
)
def test_wrong_parameters_are_refused(query: str, pointer: str) -> None:
    response = Writer().client.get(f"{POSTS}?{query}")

    assert response.status_code == 400
    assert pointers(response)[0][0].startswith(pointer)


def test_the_draft_is_not_cut() -> None:
    writer = Writer()
    post = PostFactory.create(authors=[writer.profile])
    path = f"{POSTS}{post.public_id}/?version=draft"

    assert writer.client.get(path).status_code == 200
    for query in ("fields=title", "include=tag", "version=nonsense"):
        assert writer.client.get(f"{path}&{query}").status_code == 400


@pytest.mark.query_budget("api:v1:blog:post-list")
@pytest.mark.parametrize("number", [1, 100])
def test_the_desk_costs_four_statements_whatever_is_on_it(number: int) -> None:
    writer, tags = Writer(), TagFactory.create_batch(2)
    PostFactory.create_batch(number, authors=[writer.profile], tags=tags)

    for query in ("mine=true", "state=draft", "mine=true&state=draft&include=series"):
        with CaptureQueriesContext(connection) as statements:
            assert titles(writer, f"{query}&page_size=100")
        assert len(statements) <= 4


def test_a_draft_is_read_in_at_most_seven_statements() -> None:
    writer = Writer(Role.AUTHOR)
    post = PostFactory.create(
        published=True, authors=[writer.profile], tags=TagFactory.create_batch(9)
    )
    writer.patch(post, {"title": "Another"})

    with Statements() as statements:
        assert writer.read(post).json()["title"] == "Another"

    assert statements.number <= 7
