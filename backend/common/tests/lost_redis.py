"""Outages that end: Redis is there, and the breaker lets nobody ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from common.cache import _lost_keys_of
from common.circuit_breaker import FAILURES_TO_OPEN, breaker_of
from common.throttling import limiter


@contextmanager
def no_redis() -> Iterator[None]:
    breaker = breaker_of(settings.CACHES["default"]["LOCATION"])
    breaker._failures, breaker._next_try = FAILURES_TO_OPEN, float("inf")
    try:
        yield
    finally:
        breaker._failures, breaker._next_try = 0, 0.0
        limiter._own_windows.clear()


def forget_outages() -> None:
    breaker_of.cache_clear()
    _lost_keys_of.cache_clear()
    limiter._own_windows.clear()
