"""Scheduled work on posts."""

from __future__ import annotations

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from blog.services.counters import recount_crossed


@shared_task(
    name="blog.recount_crossed_posts",
    autoretry_for=(OperationalError,),
    max_retries=2,
    retry_backoff=True,
    retry_jitter=True,
    soft_time_limit=20,
    time_limit=30,
    # The next one does the same.
    expires=60,
)
def recount_crossed_posts() -> None:
    """Let tags, authors and series follow the posts that the clock made public."""
    recount_crossed(now=timezone.now())
