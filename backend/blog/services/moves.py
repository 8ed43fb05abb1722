"""What one move does to one post, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from blog.constants import PostState
from blog.exceptions import IllegalMoveError, TimeRefusedError, TimesRefusedError
from blog.models import Post
from blog.selectors.desk import is_live, legal_moves, public_name
from blog.services.wall_time import PlannedTime
from common.exceptions import FieldError
from custom_user.services import Account


@dataclass(frozen=True, kw_only=True)
class Move:
    """A move of `LEGAL_MOVES`, and what whoever asks for it has to say.

    `times` holds `publish_at` and `unpublish_at` where they are to change; None clears
    the latter. `assignee` reviews the post from now on. Nobody is the `actor` of what
    the clock does.
    """

    name: str
    actor: Account | None
    now: datetime
    reason: str = ""
    assignee: Account | None = None
    times: Mapping[str, PlannedTime | None] = field(default_factory=dict)


def check_move(post: Post, move: Move) -> None:
    """Refuse what `make_move` cannot do.

    Raises:
        IllegalMoveError: the post cannot make the move; in the trash it can make none.
        TimeRefusedError, TimesRefusedError: the times are past or contradict each
            other.
    """
    _check_legal(post, move)
    _check_times(post, move)


def make_move(post: Post, move: Move) -> bool:
    """Change the columns of a post; tell whether its working revision goes live, too.

    The move has been checked; the version is left to whoever stores the post.
    """
    was_live = is_live(post, now=move.now)
    is_change = post.working_revision_id is not None and was_live
    _set_unpublish_at(post, move)
    if move.assignee is not None:
        post.assignee = move.assignee
    if move.name == "schedule" and is_change:
        _schedule_change(post, move)
        return False
    if move.name == "unschedule" and post.state == PostState.PUBLISHED:
        _forget_change(post)
        return False
    if move.name != "publish" or post.state != PostState.PUBLISHED:
        _run(post, move)
    if was_live:
        _forget_change(post)
    return is_change


def _run(post: Post, move: Move) -> None:
    if move.name == "schedule":
        planned = _planned(move)
        post.schedule(publish_at=planned.at)
        _note_wall_time(post, planned)
    elif move.name in {"publish", "unschedule"}:
        getattr(post, move.name)(at=move.now)
    else:
        getattr(post, move.name)()


def _schedule_change(post: Post, move: Move) -> None:
    planned = _planned(move)
    if post.state == PostState.SCHEDULED:
        # Its time has come; the columns of the plan are wanted for the next one.
        post.publish(at=move.now)
    post.change_at = planned.at
    _note_wall_time(post, planned)


def _planned(move: Move) -> PlannedTime:
    return move.times.get("publish_at") or PlannedTime(move.now)


def _note_wall_time(post: Post, planned: PlannedTime) -> None:
    post.publish_wall_time, post.publish_zone = planned.wall_time, planned.zone


def _forget_change(post: Post) -> None:
    post.change_at = None
    post.publish_wall_time = post.publish_zone = ""


def _set_unpublish_at(post: Post, move: Move) -> None:
    if "unpublish_at" not in move.times:
        return
    planned = move.times["unpublish_at"]
    post.unpublish_at = planned.at if planned else None
    post.unpublish_wall_time = planned.wall_time if planned else ""
    post.unpublish_zone = planned.zone if planned else ""


def _check_times(post: Post, move: Move) -> None:
    if move.name not in {"publish", "schedule"}:
        return
    begins = move.now
    if planned := move.times.get("publish_at"):
        begins = planned.at
        if begins <= move.now:
            detail = f"This time is past; it is {move.now.isoformat('T', 'seconds')}."
            fault = FieldError("/publish_at", "past", detail)
            raise TimeRefusedError(detail, errors=(fault,))
    ends = post.unpublish_at
    if "unpublish_at" in move.times:
        wanted = move.times["unpublish_at"]
        ends = wanted.at if wanted else None
    if ends is not None and ends <= begins:
        detail = (
            f"The post would be taken away at {ends.isoformat('T', 'seconds')}, "
            "before it is public; give a later `unpublish_at`, or null."
        )
        fault = FieldError("/unpublish_at", "too_early", detail)
        raise TimesRefusedError(detail, errors=(fault,))


def _check_legal(post: Post, move: Move) -> None:
    legal = legal_moves(post, now=move.now)
    if move.name in legal:
        return
    name = public_name(move.name)
    place = "in the trash" if post.trashed_at is not None else post.state
    raise IllegalMoveError(
        f"The post is {place}, where “{name}” is not possible.",
        extra={"allowed_transitions": [public_name(one) for one in legal]},
    )
