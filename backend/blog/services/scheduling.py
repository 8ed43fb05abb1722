"""What the clock does to posts: readers see it anyway, and here it is put on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from blog.constants import PostState
from blog.models import Post
from blog.services.moving import announce, store_moved
from blog.services.wall_time import PlannedTime, replan
from blog.services.writing import apply_working_revision, bump_version
from common.exceptions import DomainError
from common.logging import log_event

Act = Callable[[Post, datetime], bool]


@dataclass
class DueReport:
    """The public ids of posts that were published, changed, replanned, or failed."""

    published: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    replanned: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def find_due(*, now: datetime) -> DueReport:
    """Return what `publish_due` would do, and change nothing."""
    planned = Post.objects.filter(_has_plan(now)).order_by("pk")
    return DueReport(
        published=_ids(_is_due(now)),
        changed=_ids(_has_due_change(now)),
        replanned=[str(post.public_id) for post in planned if _replan(post, now)],
    )


def publish_due(*, now: datetime) -> DueReport:
    """Publish the scheduled posts and changes whose time has come, each once.

    Each has a transaction of its own; what another process works on is left to it, so
    any number of these may run at once, and one after a long time catches up. A post
    keeps the time it was planned for. Wall times are made instants anew before.
    """
    report = DueReport(replanned=recompute_wall_times(now=now))
    report.published = _each(_is_due(now), _publish, now, report.failed)
    report.changed = _each(_has_due_change(now), _apply_change, now, report.failed)
    return report


def recompute_wall_times(*, now: datetime) -> list[str]:
    """Let plans in wall time follow the time zone database; return whose moved.

    Only what lies ahead: a time that has come was public or taken away, and stays so.
    """
    candidates = Post.objects.filter(_has_plan(now)).order_by("pk")
    stale = [post.pk for post in candidates if _replan(post, now)]
    return _each(Q(pk__in=stale) & _has_plan(now), _store_replanned, now, [])


def _each(due: Q, act: Act, now: datetime, failed: list[str]) -> list[str]:
    """Do `act` to each due post under a lock; return those where it did something."""
    done: list[str] = []
    seen: list[int] = []
    while True:
        with transaction.atomic():
            posts = Post.objects.select_for_update(skip_locked=True, of=("self",))
            post = posts.filter(due).exclude(pk__in=seen).order_by("pk").first()
            if post is None:
                return done
            seen.append(post.pk)
            announce(None)
            try:
                with transaction.atomic():
                    if act(post, now):
                        done.append(str(post.public_id))
            except (DomainError, IntegrityError) as error:
                # The others must not wait for it.
                failed.append(str(post.public_id))
                _tell(post, error)


def _publish(post: Post, now: datetime) -> bool:
    post.publish(at=now)
    store_moved([post], now=now)
    return True


def _apply_change(post: Post, now: datetime) -> bool:
    post.change_at = None
    post.publish_wall_time = post.publish_zone = ""
    if post.working_revision_id is None:
        store_moved([post], now=now)
        return False
    apply_working_revision(post=post, now=now)
    return True


def _store_replanned(post: Post, now: datetime) -> bool:
    if not _replan(post, now):
        return False
    bump_version(post)
    post.save()
    return True


def _replan(post: Post, now: datetime) -> bool:
    """Set the instants of plans ahead anew, and tell whether one differs."""
    before = (post.publish_at, post.change_at, post.unpublish_at)
    clock = (post.publish_wall_time, post.publish_zone)
    begins = _anew(post.change_at or post.publish_at, *clock, now)
    ends = _anew(post.unpublish_at, post.unpublish_wall_time, post.unpublish_zone, now)
    if begins and ends and ends <= begins:
        # Two zones have moved against each other; what was checked stays as it is.
        return False
    post.unpublish_at = ends
    if post.change_at is not None:
        post.change_at = begins
    elif post.publish_at is not None:
        post.publish_at = post.published_at = begins
    return before != (post.publish_at, post.change_at, post.unpublish_at)


def _anew(
    at: datetime | None, wall_time: str, zone: str, now: datetime
) -> datetime | None:
    if at is None or at <= now or not zone:
        return at
    return replan(PlannedTime(at, wall_time, zone))


def _is_due(now: datetime) -> Q:
    return Q(state=PostState.SCHEDULED, publish_at__lte=now, trashed_at__isnull=True)


def _has_due_change(now: datetime) -> Q:
    return Q(state=PostState.PUBLISHED, change_at__lte=now, trashed_at__isnull=True)


def _has_plan(now: datetime) -> Q:
    begins = Q(publish_at__gt=now) | Q(change_at__gt=now)
    return (begins & ~Q(publish_zone="")) | (
        Q(unpublish_at__gt=now) & ~Q(unpublish_zone="")
    )


def _ids(due: Q) -> list[str]:
    keys = Post.objects.filter(due).order_by("pk").values_list("public_id", flat=True)
    return [str(key) for key in keys]


def _tell(post: Post, error: Exception) -> None:
    log_event(
        "due_post_failed",
        {"post": str(post.public_id), "error": repr(error)},
        logging_module=__name__,
        level="ERROR",
    )
