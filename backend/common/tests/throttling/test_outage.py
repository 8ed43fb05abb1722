"""What is admitted while Redis is down or frozen, and how fast."""

from __future__ import annotations

import time

import pytest

from common.tests.lost_redis import no_redis
from common.tests.throttling.windows import own_keys, rule
from common.throttling import forget, hit, refund, refusals


def test_reads_stay_open(lost_redis: str) -> None:
    for _ in range(9):
        verdict = hit(rule(rate="1/60"), open_without_redis=True)
        assert verdict.admitted
        assert verdict.states == ()


def test_the_rest_is_limited_in_this_process(lost_redis: str) -> None:
    one, other = rule(rate="3/60"), rule("account", rate="5/60")
    verdicts = [hit(one, other, open_without_redis=False) for _ in range(6)]

    assert [verdict.admitted for verdict in verdicts] == [True] * 3 + [False] * 3
    assert verdicts[-1].retry_after in {59, 60}
    refund(one)
    assert hit(one, open_without_redis=False).admitted
    assert not hit(one, open_without_redis=False).admitted
    forget(one)
    assert hit(one, open_without_redis=False).admitted


def test_nobody_waits_long_and_soon_nobody_waits(lost_redis: str) -> None:
    seconds = []
    for _ in range(9):
        started = time.perf_counter()
        hit(rule(), rule("account"), open_without_redis=False)
        seconds.append(time.perf_counter() - started)

    assert max(seconds) < 1
    assert max(seconds[3:]) < 0.05


def test_nothing_else_fails(lost_redis: str) -> None:
    forget(rule())
    refund(rule())
    assert refusals() == {}


@pytest.mark.usefixtures("cache")
def test_redis_counts_again_when_it_is_back() -> None:
    one = rule(rate="3/60")
    with no_redis():
        for _ in range(3):
            assert hit(one, open_without_redis=False).admitted
        assert not hit(one, open_without_redis=False).admitted

    assert hit(one, open_without_redis=False).states[0].remaining == 2
    assert len(own_keys()) == 1
