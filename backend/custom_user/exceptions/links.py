"""What is wrong with a link or a challenge that comes back."""

from __future__ import annotations

from common.exceptions import InvalidError


class LinkInvalidError(InvalidError):
    """Ask for a new mail; a link works once and not for ever."""

    error_code = "USR0004"
    title = "The link is invalid, expired or used"


class ChallengeInvalidError(InvalidError):
    """Begin again at the step that gave out the challenge."""

    error_code = "USR0006"
    title = "The challenge is invalid, expired or used"
