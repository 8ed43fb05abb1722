"""Scheduled work that belongs to no domain app."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import beat_init
from redis.exceptions import RedisError

from common.health.heartbeat import record_beat


@shared_task(
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


def _record_first_beat(**_signal: Any) -> None:
    # Otherwise a fresh start would look unhealthy until the first period is over.
    record_beat_heartbeat.apply_async()


beat_init.connect(_record_first_beat, weak=False)
