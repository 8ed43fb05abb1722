"""Scheduled work on posts."""

from __future__ import annotations

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from blog.services.counters import recount_crossed
from blog.services.scheduling import publish_due as publish_due_posts


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


@shared_task(
    name="blog.publish_due",
    autoretry_for=(OperationalError,),
    max_retries=2,
    retry_backoff=True,
    retry_jitter=True,
    # What is left then is due for the next one, too.
    soft_time_limit=50,
    time_limit=60,
    expires=60,
)
def publish_due() -> None:
    """Put on record the posts and changes that the clock has made public."""
    publish_due_posts(now=timezone.now())
