"""What keeps a Redis that is lost, frozen or slow from holding up every request."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from common.logging import log_event

FAILURES_TO_OPEN = 3
PAUSE_SECONDS = 5.0


def client_options() -> dict[str, Any]:
    """Return how long a client waits: its own defaults are five seconds, ten times."""
    return {
        "socket_timeout": settings.REDIS_TIMEOUT_SECONDS,
        "socket_connect_timeout": settings.REDIS_TIMEOUT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
        # More than a process has threads: the client raises where it could wait.
        "max_connections": 1000,
    }


class RedisAwayError(Exception):
    """Redis did not answer, or was not even asked; do without it."""


class CircuitBreaker:
    """Counts failures in a row; after the third, nobody asks for five seconds.

    Then one caller tries while the others go on without; its success closes the
    breaker. Safe between threads.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._next_try = 0.0
        self._lock = threading.Lock()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Run one command of Redis.

        Raises:
            RedisAwayError: the command failed, or the breaker is open.
        """
        if self._failures >= FAILURES_TO_OPEN and not self._may_try():
            raise RedisAwayError
        try:
            yield
        except RedisError as error:
            self._count_failure(error)
            raise RedisAwayError from error
        self._failures = 0

    def _may_try(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now < self._next_try:
                return False
            self._next_try = now + PAUSE_SECONDS
            return True

    def _count_failure(self, error: RedisError) -> None:
        with self._lock:
            self._failures += 1
            self._next_try = time.monotonic() + PAUSE_SECONDS
        # Not the text of the error, which says where Redis is.
        log_event(
            "redis_failed",
            {"error": type(error).__name__, "in_a_row": self._failures},
            logging_module=__name__,
            level="ERROR",
        )


@cache
def breaker_of(_address: str) -> CircuitBreaker:
    """Return the one breaker that all users of one Redis share."""
    return CircuitBreaker()
