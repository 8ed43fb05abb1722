"""The sign of life of beat: a time in the cache, written by a scheduled task."""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache
from django.utils import timezone

# Three beats of 30 seconds.
BEAT_IS_LATE_AFTER = dt.timedelta(seconds=90)
_KEY = "beat-heartbeat"
_KEPT_SECONDS = 24 * 60 * 60


def record_beat() -> None:
    """Note that beat, the broker and a worker have just worked together."""
    cache.set(_KEY, timezone.now().isoformat(), timeout=_KEPT_SECONDS)


def get_beat_age() -> dt.timedelta | None:
    """Return how long ago the last heartbeat was, or None if there is none."""
    recorded: str | None = cache.get(_KEY)
    if recorded is None:
        return None
    return timezone.now() - dt.datetime.fromisoformat(recorded)
