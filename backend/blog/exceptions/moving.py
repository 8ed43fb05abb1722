"""What gets in the way of a move between states."""

from __future__ import annotations

from common.exceptions import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    RateLimitedError,
)


class TimeRefusedError(InvalidError):
    """A post cannot be published or changed at a time that is past."""

    error_code = "BLG0040"
    title = "Time cannot be used"


class AssigneeRefusedError(InvalidError):
    """A post can be assigned to whoever may review posts, and to nobody else."""

    error_code = "BLG0041"
    title = "Post cannot be assigned to them"


class IllegalMoveError(ConflictError):
    """The post cannot make this move from its state; `allowed_transitions` can be made.

    They are the legal ones; whether you may ask for them is another question.
    """

    error_code = "BLG0042"
    title = "Transition is not allowed in this state"


class DailyLimitError(RateLimitedError):
    """An author publishes so many posts on one day and no more."""

    error_code = "BLG0045"
    title = "Daily limit of publications reached"


class MoveForbiddenError(ForbiddenError):
    """You see the post, and may not move it like this."""

    error_code = "BLG0046"
    title = "Transition may not be asked for"
