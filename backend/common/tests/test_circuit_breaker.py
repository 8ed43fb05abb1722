from __future__ import annotations

import pytest
from freezegun import freeze_time
from redis.exceptions import RedisError, ResponseError

from common.circuit_breaker import CircuitBreaker, RedisAwayError
from common.tests.log_lines import LogLines


def fail(breaker: CircuitBreaker) -> None:
    with pytest.raises(RedisAwayError), breaker.guard():
        raise RedisError


def is_asked(breaker: CircuitBreaker) -> bool:
    try:
        with breaker.guard():
            return True
    except RedisAwayError:
        return False


def test_two_failures_are_no_outage() -> None:
    breaker = CircuitBreaker()
    for _ in range(2):
        fail(breaker)

    assert is_asked(breaker)


def test_a_success_starts_the_count_anew() -> None:
    breaker = CircuitBreaker()
    for _ in range(3):
        fail(breaker)
        fail(breaker)
        assert is_asked(breaker)


def test_after_three_failures_one_asks_every_five_seconds() -> None:
    breaker = CircuitBreaker()
    with freeze_time("2026-01-01") as clock:
        for _ in range(3):
            fail(breaker)
        assert not is_asked(breaker)
        clock.tick(4.9)
        assert not is_asked(breaker)

        clock.tick(0.2)
        fail(breaker)
        clock.tick(4.9)
        assert not is_asked(breaker)

        clock.tick(0.2)
        with breaker.guard():
            # Meanwhile the others go on without.
            assert not is_asked(breaker)
        assert is_asked(breaker)


def test_other_faults_are_not_hidden() -> None:
    breaker = CircuitBreaker()
    for _ in range(3):
        with pytest.raises(KeyError), breaker.guard():
            raise KeyError

    assert is_asked(breaker)


def test_failures_are_logged_without_the_address() -> None:
    breaker = CircuitBreaker()
    error = ResponseError("redis://:secret@host is out of memory")
    with LogLines() as lines, pytest.raises(RedisAwayError), breaker.guard():
        raise error

    (line,) = lines.named("redis_failed")
    assert line["data"] == {"error": "ResponseError", "in_a_row": 1}
