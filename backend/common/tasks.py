"""Scheduled work that belongs to no domain app."""

from __future__ import annotations

from celery import shared_task
from redis.exceptions import RedisError

from common.health.heartbeat import record_beat


@shared_task(  # type: ignore[untyped-decorator] # Celery is untyped.
    name="common.record_beat_heartbeat",
    autoretry_for=(RedisError,),
    max_retries=2,
    retry_backoff=True,
    retry_jitter=True,
    soft_time_limit=5,
    time_limit=10,
    # Beats that waited for a worker are worth nothing.
    expires=60,
)
def record_beat_heartbeat() -> None:
    """Show `/ht/` that beat, the broker and a worker work together."""
    record_beat()
