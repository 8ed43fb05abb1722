"""What the clock does is put on record once, however many do it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from freezegun import freeze_time

from author.tests.factories import AuthorFactory
from blog.constants import PostState
from blog.models import Post, Revision, StateTransitionLog, Tag
from blog.services.scheduling import publish_due, recompute_wall_times
from blog.tasks import publish_due as publish_due_task
from blog.tests.factories import PostFactory, TagFactory

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=2)
LATER = NOW + timedelta(hours=2)
WORKERS = 4


def planned(at: datetime = EARLIER, **fields: Any) -> Post:
    return PostFactory.create(scheduled=True, publish_at=at, **fields)


def with_change(at: datetime | None = EARLIER, **fields: Any) -> Post:
    post = PostFactory.create(published=True, title="Before", **fields)
    revision = Revision.objects.create(
        post=post, number=2, title="After", body_markdown="New.", metadata={}
    )
    Post.objects.filter(pk=post.pk).update(working_revision=revision, change_at=at)
    return post


@pytest.mark.django_db
def test_due_posts_are_published_as_of_their_planned_time() -> None:
    tag, author = TagFactory.create(), AuthorFactory.create()
    post = planned(tags=[tag], authors=[author])
    ahead = planned(LATER)

    report = publish_due(now=NOW)

    post.refresh_from_db()
    assert report.published == [str(post.public_id)]
    assert post.state == PostState.PUBLISHED
    assert (post.published_at, post.first_published_at) == (EARLIER, EARLIER)
    assert (post.publish_at, post.version) == (None, 2)
    assert Tag.objects.get().post_count == 1
    assert Post.objects.get(pk=ahead.pk).state == PostState.SCHEDULED
    log = StateTransitionLog.objects.get()
    assert (log.target, log.actor, log.reason) == ("published", None, "")


@pytest.mark.django_db
def test_a_second_run_finds_nothing_to_do() -> None:
    planned()
    publish_due(now=NOW)

    report = publish_due(now=NOW)

    assert report.published == []
    assert StateTransitionLog.objects.count() == 1


@pytest.mark.django_db
def test_a_post_that_came_and_went_during_a_downtime_is_published_and_hidden() -> None:
    post = planned(unpublish_at=NOW - timedelta(hours=1))

    publish_due(now=NOW)

    assert Post.objects.get().state == PostState.PUBLISHED
    assert not Post.objects.live(NOW).filter(pk=post.pk).exists()


@pytest.mark.django_db
def test_what_lies_in_the_trash_stays_there() -> None:
    planned(trashed=True)
    with_change(trashed=True)

    report = publish_due(now=NOW)

    assert (report.published, report.changed) == ([], [])


@pytest.mark.django_db
def test_a_due_change_of_a_live_post_goes_live() -> None:
    due, ahead, unplanned = with_change(), with_change(LATER), with_change(None)

    report = publish_due(now=NOW)

    titles = {post.pk: post.title for post in Post.objects.all()}
    assert titles == {due.pk: "After", ahead.pk: "Before", unplanned.pk: "Before"}
    assert report.changed == [str(due.public_id)]
    due.refresh_from_db()
    assert (due.change_at, due.working_revision, due.version) == (None, None, 2)


@pytest.mark.django_db
def test_a_change_that_cannot_go_live_holds_up_no_other() -> None:
    stuck, good = with_change(), with_change()
    PostFactory.create(slug="taken")
    Revision.objects.filter(post=stuck).update(metadata={"slug": "taken"})

    report = publish_due(now=NOW)

    assert report.failed == [str(stuck.public_id)]
    assert report.changed == [str(good.public_id)]
    assert Post.objects.get(pk=stuck.pk).title == "Before"


@pytest.mark.django_db
def test_plans_in_wall_time_follow_a_changed_time_zone_database() -> None:
    # Noon in Berlin, as a database had it that knew nothing of summer time.
    wrong, right = NOW.replace(month=7, hour=11), NOW.replace(month=7, hour=10)
    zone = {"publish_zone": "Europe/Berlin", "publish_wall_time": "2026-07-06T12:00:00"}
    post = planned(wrong, **zone)
    planned(right, **zone)
    planned(wrong)

    moved = recompute_wall_times(now=NOW)

    post.refresh_from_db()
    assert moved == [str(post.public_id)]
    assert (post.publish_at, post.published_at, post.version) == (right, right, 2)


@pytest.mark.django_db
def test_times_that_have_come_are_not_planned_anew() -> None:
    post = planned(
        EARLIER, publish_zone="Europe/Berlin", publish_wall_time="2026-07-06T12:00:00"
    )

    assert recompute_wall_times(now=NOW) == []
    assert Post.objects.get(pk=post.pk).publish_at == EARLIER


@pytest.mark.django_db
def test_the_command_tells_before_it_does(capsys: Any) -> None:
    post = planned()
    ids = [str(post.public_id)]
    reports = []

    with freeze_time(NOW):
        for options in (["--dry-run"], [], []):
            call_command("publish_due", "--json", *options)
            reports.append(json.loads(capsys.readouterr().out))
        call_command("publish_due")

    empty: dict[str, Any] = {"changed": [], "replanned": [], "failed": []}
    assert reports == [
        {"dry_run": True, "published": ids, **empty},
        {"dry_run": False, "published": ids, **empty},
        {"dry_run": False, "published": [], **empty},
    ]
    assert capsys.readouterr().out.startswith("Posts: 0 published")


@pytest.mark.django_db
def test_the_job_publishes_what_is_due() -> None:
    post = planned()

    with freeze_time(NOW):
        publish_due_task()

    assert Post.objects.get(pk=post.pk).state == PostState.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_publish_each_post_once() -> None:
    tag = TagFactory.create()
    posts = [planned(tags=[tag]) for _ in range(20)]
    changes = [with_change() for _ in range(4)]
    start = Barrier(WORKERS)

    def work(_number: int) -> Any:
        start.wait(timeout=10)
        try:
            return publish_due(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        reports = list(pool.map(work, range(WORKERS)))

    published = [key for report in reports for key in report.published]
    changed = [key for report in reports for key in report.changed]
    assert sorted(published) == sorted(str(post.public_id) for post in posts)
    assert sorted(changed) == sorted(str(post.public_id) for post in changes)
    assert StateTransitionLog.objects.count() == len(posts)
    assert Tag.objects.get().post_count == len(posts)
    assert set(Post.objects.values_list("version", flat=True)) == {2}
