"""One move for many posts: each gets what a call of its own would have got."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from blog.constants import PostState
from blog.models import Post, Revision, StateTransitionLog, Tag
from blog.tests.desk import Desk
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory
from custom_user.constants import Role

pytestmark = pytest.mark.django_db


def ask(desk: Desk, transition: str, posts: list[Any], **body: Any) -> Any:
    items = [
        {"id": str(post.public_id), "version": post.version}
        if isinstance(post, Post)
        else post
        for post in posts
    ]
    return desk.client.post(
        "/api/v1/posts/bulk-transitions/",
        {"transition": transition, "posts": items, **body},
        format="json",
    )


def test_each_post_moves_as_far_as_it_can() -> None:
    writer = Desk(Role.AUTHOR)
    own = {"authors": [writer.author]}
    good, draft, stale = (
        PostFactory.create(state=state, **own)
        for state in (PostState.REVIEWED, PostState.DRAFT, PostState.REVIEWED)
    )
    foreign = PostFactory.create(state=PostState.REVIEWED)
    Post.objects.filter(pk=stale.pk).update(version=5)
    nobody = {"id": str(uuid4()), "version": 1}

    response = ask(
        writer, "publish", [draft, stale, foreign, nobody, good], reason="Go."
    )

    results = response.json()["results"]
    assert response.status_code == 200
    assert [(row["status"], row["error_code"], row["version"]) for row in results] == [
        (409, "BLG0042", 1),
        (412, "BLG0044", 5),
        (404, "BLG0012", None),
        (404, "BLG0012", None),
        (200, None, 2),
    ]
    assert results[0]["id"] == str(draft.public_id)
    assert results[4] | {"id": ""} == {
        "id": "",
        "status": 200,
        "error_code": None,
        "detail": None,
        "state": "published",
        "version": 2,
    }
    log = StateTransitionLog.objects.get()
    assert (log.post, log.actor, log.reason) == (good, writer.user, "Go.")


def test_forbidden_posts_stay_where_they_are() -> None:
    writer = Desk(Role.CONTRIBUTOR)
    post = PostFactory.create(state=PostState.REVIEWED, authors=[writer.author])

    row = ask(writer, "publish", [post]).json()["results"][0]

    assert (row["status"], row["error_code"]) == (403, "BLG0046")
    assert Post.objects.get().state == PostState.REVIEWED


def test_a_change_that_cannot_be_published_holds_up_no_other() -> None:
    editor = Desk(Role.EDITOR)
    PostFactory.create(slug="taken")
    posts = [PostFactory.create(published=True) for _ in range(2)]
    for post, slug in zip(posts, ("taken", "free"), strict=True):
        revision = Revision.objects.create(
            post=post, number=1, title="New", metadata={"slug": slug}
        )
        Post.objects.filter(pk=post.pk).update(working_revision=revision)

    results = ask(editor, "publish", posts).json()["results"]

    assert [(row["status"], row["version"]) for row in results] == [(409, 1), (200, 2)]
    assert Post.objects.get(pk=posts[1].pk).slug == "free"


@override_settings(PUBLICATIONS_PER_DAY=2)
def test_the_daily_limit_counts_within_one_call() -> None:
    writer = Desk(Role.AUTHOR)
    posts = [
        PostFactory.create(state=PostState.REVIEWED, authors=[writer.author])
        for _ in range(3)
    ]

    results = ask(writer, "publish", posts).json()["results"]

    assert [row["status"] for row in results] == [200, 200, 429]


@pytest.mark.parametrize("number", [1, 100])
@override_settings(PUBLICATIONS_PER_DAY=0)
def test_a_hundred_posts_take_as_many_statements_as_one(number: int) -> None:
    writer = Desk(Role.AUTHOR)
    tag = TagFactory.create()
    posts = [
        PostFactory.create(
            state=PostState.REVIEWED, authors=[writer.author], tags=[tag]
        )
        for _ in range(number)
    ]
    SeriesFactory.create(posts=posts)
    writer.user.get_all_permissions()

    with CaptureQueriesContext(connection) as queries:
        response = ask(writer, "publish", posts)

    assert {row["status"] for row in response.json()["results"]} == {200}
    assert Tag.objects.get().post_count == number
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 10


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"transition": "delete"}, "/transition"),
        ({"transition": "request_changes"}, "/transition"),
        ({"transition": "request-changes"}, "/reason"),
        ({"transition": "schedule"}, "/publish_at"),
        ({"publish_at": "2999-01-01T00:00:00Z"}, "/publish_at"),
        ({"posts": []}, "/posts"),
        ({"posts": {}}, "/posts"),
        ({"posts": [{"id": "x", "version": 1}]}, "/posts/0/id"),
        ({"posts": [{"id": str(uuid4())}]}, "/posts/0/version"),
        ({"posts": [{"id": str(uuid4()), "version": 2**70}]}, "/posts/0/version"),
        ({"posts": [{"id": str(uuid4()), "version": 1}] * 101}, "/posts"),
        ({"posts": [{"id": "0" * 32, "version": 1}] * 2}, "/posts/1"),
        ({"x": 1}, "/x"),
    ],
)
def test_bad_bodies_are_refused(change: dict[str, Any], pointer: str) -> None:
    post = PostFactory.create(state=PostState.SUBMITTED)
    item = {"id": str(post.public_id), "version": 1}
    body = {"transition": "approve", "posts": [item], **change}

    response = Desk(Role.EDITOR).client.post(
        "/api/v1/posts/bulk-transitions/", body, format="json"
    )

    assert response.status_code == 400, response.content
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]
    assert Post.objects.get().state == PostState.SUBMITTED


def test_readers_have_no_desk() -> None:
    post = PostFactory.create(published=True)

    assert ask(Desk(Role.READER), "archive", [post]).status_code == 403
