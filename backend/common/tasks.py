"""Scheduled work that belongs to no domain app."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import beat_init
from django.db import OperationalError
from django.utils import timezone
from redis.exceptions import RedisError

from common.health.heartbeat import record_beat
from common.idempotency import forget_answers


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


@shared_task(
    name="common.forget_idempotency_records",
    autoretry_for=(OperationalError,),
    max_retries=2,
    retry_backoff=True,
    retry_jitter=True,
    soft_time_limit=45,
    time_limit=60,
    # The next one does the same.
    expires=3600,
)
def forget_idempotency_records() -> None:
    """Delete the answers that are too old to be given again."""
    forget_answers(now=timezone.now())


def _record_first_beat(**_signal: Any) -> None:
    # Otherwise a fresh start would look unhealthy until the first period is over.
    record_beat_heartbeat.apply_async()


beat_init.connect(_record_first_beat, weak=False)
