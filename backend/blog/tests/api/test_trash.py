"""Into the trash and out of it, with everything that hangs on a post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from freezegun import freeze_time
from rest_framework.test import APIClient

from blog.constants import PostState
from blog.models import Post, StateTransitionLog, Tag
from blog.tests.desk import Desk, etag_of
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory
from custom_user.constants import Role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def status_of(post: Post) -> int:
    return Client().get(f"/api/v1/posts/{post.slug}/").status_code


def test_a_post_that_was_public_is_gone_and_comes_back_as_it_was() -> None:
    editor = Desk(Role.EDITOR)
    tag = TagFactory.create()
    post = PostFactory.create(published=True, tags=[tag], authors=[editor.author])
    series = SeriesFactory.create(posts=[PostFactory.create(), post])
    Tag.objects.update(post_count=1)

    trashed = editor.trash(post, match=etag_of(post))
    in_trash = (status_of(post), Tag.objects.get().post_count)
    moved = editor.call(post, "archive")
    restored = editor.call(post, "restore", match=etag_of(post))

    assert (trashed.status_code, trashed.content) == (204, b"")
    assert in_trash == (410, 0)
    assert (moved.status_code, moved.json()["allowed_transitions"]) == (409, [])
    assert (restored.status_code, restored.json()["state"]) == (200, "published")
    assert (restored.json()["version"], restored.json()["trashed_at"]) == (3, None)
    assert (status_of(post), Tag.objects.get().post_count) == (200, 1)
    assert series.members.get(post=post).position == 1
    assert not StateTransitionLog.objects.exists()


def test_a_trashed_post_that_never_was_public_does_not_exist_for_strangers() -> None:
    editor, post = Desk(Role.EDITOR), PostFactory.create()

    editor.trash(post)

    assert status_of(post) == 404
    assert Desk(Role.AUTHOR).call(post, "restore").status_code == 404


def test_a_stranger_cannot_restore_what_was_public() -> None:
    editor, post = Desk(Role.EDITOR), PostFactory.create(published=True)
    editor.trash(post)

    response = Desk(Role.AUTHOR).call(post, "restore")

    assert (response.status_code, response.json()["error_code"]) == (410, "BLG0015")


def test_deleting_twice_is_deleting_once() -> None:
    editor, post = Desk(Role.EDITOR), PostFactory.create()
    first = etag_of(post)

    statuses = [editor.trash(post, match=first).status_code for _ in range(2)]

    assert statuses == [204, 204]
    assert Post.objects.get().version == 2


def test_the_trash_wants_the_version_and_the_right() -> None:
    editor, writer = Desk(Role.EDITOR), Desk(Role.AUTHOR)
    post = PostFactory.create(authors=[writer.author])
    stale = etag_of(post)
    Post.objects.update(version=2)

    statuses = [
        APIClient().delete(f"/api/v1/posts/{post.slug}/").status_code,
        Desk(Role.AUTHOR).trash(post).status_code,
        writer.trash(post).status_code,
        editor.trash(post, match=None).status_code,
        editor.trash(post, match=stale).status_code,
        editor.call(post, "restore").status_code,
    ]

    assert statuses == [401, 404, 403, 428, 412, 409]
    assert Post.objects.get().trashed_at is None


def test_a_post_whose_time_came_in_the_trash_comes_off_the_calendar() -> None:
    editor = Desk(Role.EDITOR)
    post = PostFactory.create(scheduled=True, publish_at=NOW + timedelta(hours=1))
    ahead = PostFactory.create(scheduled=True)

    with freeze_time(NOW):
        editor.trash(post)
        editor.trash(ahead)
    with freeze_time(NOW + timedelta(hours=2)):
        document = editor.call(post, "restore").json()
        editor.call(ahead, "restore")

    assert (document["state"], document["publish_at"]) == ("reviewed", None)
    assert document["first_published_at"] is None
    assert StateTransitionLog.objects.get().reason == "Its time came in the trash."
    assert Post.objects.get(pk=ahead.pk).state == PostState.SCHEDULED
