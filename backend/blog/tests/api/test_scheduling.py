"""Plans over the API: when a post comes, when it goes, and how many come on one day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from freezegun import freeze_time

from blog.constants import PostState
from blog.models import Post, Revision
from blog.services.scheduling import publish_due
from blog.tests.desk import Desk
from blog.tests.factories import LONG_AGO, PostFactory
from custom_user.constants import Role

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
BERLIN = {"zone": "Europe/Berlin"}


def reviewed(**fields: Any) -> Post:
    return PostFactory.create(state=PostState.REVIEWED, **fields)


def with_change(**fields: Any) -> Post:
    post = PostFactory.create(title="Before", **fields)
    revision = Revision.objects.create(
        post=post, number=2, title="After", body_markdown="New.", metadata={}
    )
    Post.objects.filter(pk=post.pk).update(working_revision=revision)
    return post


@pytest.mark.django_db
def test_a_scheduled_post_is_public_on_time_without_any_worker() -> None:
    post = reviewed()

    with freeze_time(NOW):
        document = (
            Desk(Role.EDITOR)
            .call(
                post,
                "schedule",
                publish_at="2026-03-02T13:00:00+01:00",
                unpublish_at="2026-03-03T12:00:00Z",
            )
            .json()
        )

    assert document["publish_at"] == document["published_at"] == "2026-03-02T12:00:00Z"
    assert document["publish_wall_time"] is None
    path = f"/api/v1/posts/{post.public_id}/"
    statuses = []
    for at in (TOMORROW - timedelta(seconds=1), TOMORROW, TOMORROW + timedelta(days=1)):
        with freeze_time(at):
            statuses.append(Client().get(path).status_code)
    assert statuses == [404, 200, 404]


@pytest.mark.django_db
def test_a_plan_in_wall_time_is_stored_and_shown_as_written() -> None:
    post = reviewed()
    begins = {"wall_time": "2026-10-25T02:30", "offset": "+01:00", **BERLIN}
    ends = {"wall_time": "2026-10-26T02:30:15", **BERLIN}

    with freeze_time(NOW):
        document = (
            Desk(Role.EDITOR)
            .call(post, "schedule", publish_at=begins, unpublish_at=ends)
            .json()
        )

    assert document["publish_at"] == "2026-10-25T01:30:00Z"
    assert (
        document["publish_wall_time"] == {"wall_time": "2026-10-25T02:30:00"} | BERLIN
    )
    assert document["unpublish_at"] == "2026-10-26T01:30:15Z"
    assert (
        document["unpublish_wall_time"] == {"wall_time": "2026-10-26T02:30:15"} | BERLIN
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/publish_at", "required"),
        ({"publish_at": None}, "/publish_at", "null"),
        ({"publish_at": "2026-03-01T12:00:00Z"}, "/publish_at", "past"),
        ({"publish_at": "2026-03-02T12:00:00"}, "/publish_at", "invalid"),
        ({"publish_at": "2026-02-30T12:00:00Z"}, "/publish_at", "invalid"),
        ({"publish_at": "0001-01-01T00:00:00+14:00"}, "/publish_at", "invalid"),
        ({"publish_at": "9999-12-31T23:59:59-14:00"}, "/publish_at", "invalid"),
        ({"publish_at": 1}, "/publish_at", "invalid"),
        ({"publish_at": ["2026-03-02"]}, "/publish_at", "invalid"),
        ({"publish_at": "9999-12-31T00:00:00Z"}, "/publish_at", "invalid"),
        (
            {"publish_at": {"wall_time": "9999-12-31T23:59", **BERLIN}},
            "/publish_at",
            "invalid",
        ),
        ({"publish_at": {"zone": "UTC"}}, "/publish_at/wall_time", "required"),
        (
            {"publish_at": {"wall_time": "2026-03-29T02:30", **BERLIN}},
            "/publish_at/wall_time",
            "skipped",
        ),
        (
            {"publish_at": {"wall_time": "2026-10-25T02:30", **BERLIN}},
            "/publish_at/offset",
            "required",
        ),
        (
            {"publish_at": {"wall_time": "2026-10-25T02:30", "zone": "Europe/Oz"}},
            "/publish_at/zone",
            "unknown_zone",
        ),
        (
            {"publish_at": {"wall_time": "2026-10-25T02:30", **BERLIN, "x": 1}},
            "/publish_at/x",
            "unknown",
        ),
        (
            {
                "publish_at": "2026-03-02T12:00:00Z",
                "unpublish_at": "2026-03-02T12:00:00Z",
            },
            "/unpublish_at",
            "too_early",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    body: dict[str, Any], pointer: str, code: str
) -> None:
    post = reviewed()

    with freeze_time(NOW):
        response = Desk(Role.EDITOR).call(post, "schedule", **body)

    assert response.status_code == 400, response.content
    faults = [(each["pointer"], each["code"]) for each in response.json()["errors"]]
    assert faults == [(pointer, code)]
    post.refresh_from_db()
    assert (post.state, post.version, post.unpublish_at) == ("reviewed", 1, None)


@pytest.mark.django_db
def test_a_post_is_not_published_for_a_time_that_is_over() -> None:
    editor, post = Desk(Role.EDITOR), reviewed(unpublish_at=LONG_AGO)

    refused = editor.call(post, "publish")
    cleared = editor.call(post, "publish", unpublish_at=None)

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/unpublish_at"
    assert (cleared.status_code, cleared.json()["unpublish_at"]) == (200, None)


@pytest.mark.django_db
@pytest.mark.parametrize("trait", ["published", "scheduled"])
def test_publishing_a_live_post_publishes_its_change(trait: str) -> None:
    when = {"publish_at": LONG_AGO} if trait == "scheduled" else {}
    post, editor = with_change(**{trait: True}, **when), Desk(Role.EDITOR)

    document = editor.call(post, "publish").json()
    again = editor.call(post, "publish")

    post.refresh_from_db()
    assert (post.title, post.state, post.version) == ("After", "published", 2)
    assert not document["has_unpublished_changes"]
    assert document["published_at"] == "2020-01-02T03:04:05Z"
    assert again.status_code == 409


@pytest.mark.django_db
def test_the_change_of_a_live_post_is_planned_and_taken_back() -> None:
    post, editor = with_change(published=True), Desk(Role.EDITOR)

    with freeze_time(NOW):
        plan = {"wall_time": "2026-03-02T13:00", **BERLIN}
        planned = editor.call(post, "schedule", publish_at=plan).json()
        back = editor.call(post, "unschedule").json()
        editor.call(post, "schedule", publish_at="2026-03-02T12:00:00Z")
    publish_due(now=TOMORROW - timedelta(seconds=1))
    before = Post.objects.get().title
    publish_due(now=TOMORROW)

    assert (planned["state"], planned["change_at"]) == (
        "published",
        "2026-03-02T12:00:00Z",
    )
    assert planned["publish_wall_time"]["wall_time"] == "2026-03-02T13:00:00"
    assert (back["change_at"], back["publish_wall_time"]) == (None, None)
    assert (before, Post.objects.get().title) == ("Before", "After")


@pytest.mark.django_db
@pytest.mark.parametrize("move", ["unpublish", "archive"])
def test_a_post_taken_back_says_what_was_worked_on(move: str) -> None:
    post = with_change(published=True)

    document = Desk(Role.EDITOR).call(post, move).json()

    post.refresh_from_db()
    assert (post.title, post.working_revision) == ("After", None)
    assert (document["version"], document["has_unpublished_changes"]) == (2, False)


@pytest.mark.django_db
@override_settings(PUBLICATIONS_PER_DAY=2)
def test_an_author_publishes_so_many_posts_a_day() -> None:
    writer = Desk(Role.AUTHOR)
    posts = [reviewed(authors=[writer.author]) for _ in range(4)]

    with freeze_time("2026-03-01T23:00:00Z"):
        statuses = [writer.call(post, "publish").status_code for post in posts[:2]]
        late = writer.call(posts[2], "publish")
        plan = writer.call(posts[2], "schedule", publish_at="2026-03-01T23:30:00Z")
    with freeze_time("2026-03-02T00:00:00Z"):
        next_day = writer.call(posts[2], "publish").status_code

    assert statuses == [200, 200]
    assert (late.status_code, late["Retry-After"]) == (429, "3600")
    assert late.json()["error_code"] == "BLG0045"
    assert plan.status_code == 429
    assert next_day == 200


@pytest.mark.django_db
@override_settings(PUBLICATIONS_PER_DAY=1)
def test_scheduled_posts_count_on_their_day() -> None:
    writer = Desk(Role.AUTHOR)
    first, second = (reviewed(authors=[writer.author]) for _ in range(2))
    plan = {"publish_at": "2026-03-02T12:00:00Z"}

    with freeze_time(NOW):
        statuses = [
            writer.call(first, "schedule", **plan).status_code,
            writer.call(second, "schedule", **plan).status_code,
            writer.call(first, "unschedule").status_code,
            writer.call(second, "schedule", **plan).status_code,
            writer.call(first, "publish").status_code,
        ]

    assert statuses == [200, 429, 200, 200, 200]


@pytest.mark.django_db
@override_settings(PUBLICATIONS_PER_DAY=1)
def test_the_daily_limit_holds_up_neither_editors_nor_changes() -> None:
    writer, editor = Desk(Role.AUTHOR), Desk(Role.EDITOR)
    posts = [reviewed(authors=[writer.author]) for _ in range(3)]
    change = with_change(published=True, authors=[writer.author])
    writer.call(posts[0], "publish")

    assert editor.call(posts[1], "publish").status_code == 200
    assert writer.call(change, "publish").status_code == 200
    with override_settings(PUBLICATIONS_PER_DAY=0):
        assert writer.call(posts[2], "publish").status_code == 200


@pytest.mark.django_db(transaction=True)
@override_settings(PUBLICATIONS_PER_DAY=3)
def test_the_daily_limit_is_exact_when_all_is_published_at_once() -> None:
    writer = Desk(Role.AUTHOR)
    posts = [reviewed(authors=[writer.author]) for _ in range(8)]
    start = Barrier(len(posts))

    def publish(post: Post) -> int:
        start.wait(timeout=10)
        try:
            return int(writer.call(post, "publish").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(posts)) as pool:
        statuses = list(pool.map(publish, posts))

    assert sorted(statuses) == [200] * 3 + [429] * 5
    assert Post.objects.filter(state=PostState.PUBLISHED).count() == 3
