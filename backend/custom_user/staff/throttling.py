"""Counting attempts to log in on pages, together with those over the API."""

from __future__ import annotations

from common.throttling import Rule, hit, rate_of
from custom_user.exceptions import TooManyGuessesError

SCOPE = "login"


def count_login(address: str) -> None:
    """Count an attempt of the client at `address`, right or wrong.

    Raises:
        TooManyGuessesError: there were too many lately.
    """
    # Named as `LoginThrottle` names it, so that there is one count for both doors.
    rule = Rule(SCOPE, f"address:{address}", rate_of(SCOPE))
    verdict = hit(rule, open_without_redis=False)
    if not verdict.admitted:
        raise TooManyGuessesError(retry_after=verdict.retry_after)
