"""The one question: may this be done once more?"""

from __future__ import annotations

from contextlib import suppress

from common.circuit_breaker import RedisAwayError
from common.logging import log_event
from common.throttling import shared_windows
from common.throttling.own_windows import OwnWindows
from common.throttling.rules import Rule, Verdict

_ADMITTED = Verdict(admitted=True)
_own_windows = OwnWindows()


def hit(*rules: Rule, open_without_redis: bool) -> Verdict:
    """Count one try against all `rules` if every one of them has room, else none.

    A refused try counts nowhere, so trying on does not prolong the wait. Without Redis
    everything is admitted if `open_without_redis`, which is for reads; otherwise this
    process counts for itself. Refusals are logged and counted by scope.
    """
    if not rules:
        return _ADMITTED
    try:
        verdict = shared_windows.count(rules)
    except RedisAwayError:
        if open_without_redis:
            return _ADMITTED
        verdict = _own_windows.count(rules)
    if not verdict.admitted:
        scope, *others = verdict.refused_by
        log_event(
            "throttled",
            {"scope": scope, "others": others, "retry_after": verdict.retry_after},
            logging_module=__name__,
            level="WARNING",
        )
    return verdict


def refund(*rules: Rule) -> None:
    """Give back one admitted try of each rule, which turned out fine; never raises.

    Trying first and giving back is exact where many try at once; counting only after a
    failure would let all of them in.
    """
    if not rules:
        return
    _own_windows.refund(rules)
    with suppress(RedisAwayError):
        shared_windows.refund(rules)


def forget(*rules: Rule) -> None:
    """Start the windows of `rules` anew, as after a success; never raises."""
    if not rules:
        return
    _own_windows.forget(rules)
    with suppress(RedisAwayError):
        shared_windows.forget(rules)


def refusals() -> dict[str, int]:
    """Return how often each scope has refused, over all processes; {} without Redis.

    The numbers start again at 0 when Redis is emptied, as counters may.
    """
    try:
        return shared_windows.refusals()
    except RedisAwayError:
        return {}
