"""Moving posts through their states, one or a hundred at a time, and the trash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Value

from blog.exceptions import NotInTrashError
from blog.models import Post, PostAuthor, SeriesMember
from blog.selectors.desk import is_live
from blog.services.counters import recount
from blog.services.daily_limit import DailyLimit
from blog.services.moves import Move, check_move, make_move
from blog.services.writing import apply_working_revision, bump_version
from common.exceptions import DomainError
from common.slugs import lock_slugs
from custom_user.services import Account

__all__ = [
    "Move",
    "announce",
    "move_post",
    "move_posts",
    "restore_post",
    "store_moved",
    "trash_post",
]

COLUMNS = (
    "state",
    "publish_at",
    "publish_wall_time",
    "publish_zone",
    "unpublish_at",
    "unpublish_wall_time",
    "unpublish_zone",
    "published_at",
    "first_published_at",
    "trashed_at",
    "change_at",
    "assignee",
    "version",
)


def move_post(*, post: Post, move: Move) -> None:
    """Move one locked post; see `move_posts`.

    Raises:
        IllegalMoveError, TimeRefusedError, TimesRefusedError: see `check_move`.
        DailyLimitError: the author has published enough for that day.
        SlugTakenError: another post has taken the slug that the change gives it.
    """
    for error in move_posts(posts=[post], move=move).values():
        raise error


@transaction.atomic
def move_posts(*, posts: Sequence[Post], move: Move) -> dict[int, DomainError]:
    """Make posts that this transaction has locked move, as far as each can.

    Returns by primary key why one could not; that one is untouched. Who may do what has
    been asked before. The number of statements depends on the posts alone whose working
    revision goes live: those are stored one by one.
    """
    limit = _limit_of(move)
    announce(move.actor, move.reason, *([limit.name] if limit else []))
    beside = _rows_beside(posts, limit)
    errors: dict[int, DomainError] = {}
    moved: list[Post] = []
    changed: list[Post] = []
    for post in posts:
        try:
            check_move(post, move)
            if limit is not None and not is_live(post, now=move.now):
                limit.take(post)
            (changed if make_move(post, move) else moved).append(post)
        except DomainError as error:
            errors[post.pk] = error
    errors |= _store_changed(changed, move.now)
    _store(moved)
    if len(errors) < len(posts):
        recount(now=move.now, **beside)
    return errors


@transaction.atomic
def trash_post(*, post: Post, actor: Account | None, now: datetime) -> None:
    """Put a locked post into the trash, with everything that hangs on it.

    Its addresses stay taken, so that it comes back as it was. Once more is no change.
    """
    if post.trashed_at is not None:
        return
    announce(actor)
    post.trashed_at = now
    store_moved([post], now=now)


@transaction.atomic
def restore_post(*, post: Post, actor: Account | None, now: datetime) -> None:
    """Take a locked post out of the trash, back to where it was.

    If its time came while it lay there, it comes off the calendar instead of being
    public all at once; so does a change of it.

    Raises:
        NotInTrashError: it is not there.
    """
    if post.trashed_at is None:
        raise NotInTrashError
    announce(actor, "Its time came in the trash.")
    if not is_live(post, now=post.trashed_at) and is_live(post, now=now):
        post.unschedule(at=post.trashed_at)
    if post.change_at is not None and post.change_at <= now:
        post.change_at = None
        post.publish_wall_time = post.publish_zone = ""
    post.trashed_at = None
    store_moved([post], now=now)


def announce(actor: Account | None, reason: str = "", *locks: str) -> None:
    """Tell the log of moves who acts and why, until the commit; wait for `locks`."""
    taken = "".join(", pg_advisory_xact_lock(hashtext(%s))" for _lock in locks)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pressroom.actor', %s, true), "
            "set_config('pressroom.reason', %s, true)" + taken,
            [str(actor.pk) if actor else "", reason, *locks],
        )


def store_moved(posts: Sequence[Post], *, now: datetime) -> None:
    """Store the columns that moves change with the next version, and count anew.

    At most seven statements, however many posts there are. They must be locked.
    """
    _store(posts)
    recount(now=now, **_rows_beside(posts, None))


def _store(posts: Sequence[Post]) -> None:
    for post in posts:
        bump_version(post)
    if posts:
        Post.objects.bulk_update(posts, COLUMNS)


def _limit_of(move: Move) -> DailyLimit | None:
    """Return what limits the actor, if the move makes posts public."""
    if move.actor is None or move.name not in {"publish", "schedule"}:
        return None
    planned = move.times.get("publish_at")
    at = planned.at if planned else move.now
    return DailyLimit(move.actor.pk, at=at, now=move.now)


def _store_changed(posts: Sequence[Post], now: datetime) -> dict[int, DomainError]:
    errors: dict[int, DomainError] = {}
    if posts:
        # Before the counters' lock, in the order of everybody who takes both.
        lock_slugs(Post)
    for post in posts:
        try:
            with transaction.atomic():
                apply_working_revision(post=post, now=now)
        except DomainError as error:
            errors[post.pk] = error
    return errors


def _rows_beside(
    posts: Sequence[Post], limit: DailyLimit | None
) -> dict[str, set[int]]:
    """Return the rows whose counters these posts may move, and load the limit.

    All in one statement.
    """
    keys = [post.pk for post in posts]
    parts: dict[str, models.QuerySet[Any, Any]] = {
        name: rows.filter(post_id__in=keys).order_by().values_list(Value(name), column)
        for name, rows, column in (
            ("tags", Post.tags.through.objects.all(), "tag_id"),
            ("series", SeriesMember.objects.all(), "series_id"),
            ("authors", PostAuthor.objects.all(), "author_id"),
        )
    }
    counted = list(parts)
    if limit is not None:
        own, taken = limit.own_posts(keys), limit.posts_of_day()
        parts["own"] = own.values_list(Value("own"), "post_id")
        parts["taken"] = taken.values_list(Value("taken"), "post_id")
    found: dict[str, set[int]] = {name: set() for name in parts}
    first, *others = parts.values()
    for name, key in first.union(*others):
        found[name].add(key)
    if limit is not None:
        limit.load(own=found["own"], taken=found["taken"])
    return {name: found[name] for name in counted}
