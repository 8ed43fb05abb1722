"""Putting posts in the order of a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from blog.models import Post, Series, SeriesMember
from blog.services.counters import recount


@transaction.atomic
def set_series_posts(series: Series, posts: Sequence[Post], *, now: datetime) -> None:
    """Let the series hold exactly these posts, in this order.

    Raises:
        django.db.IntegrityError: a post is in another series, or given twice.
    """
    Series.objects.select_for_update().get(pk=series.pk)
    series.members.all().delete()
    SeriesMember.objects.bulk_create(
        SeriesMember(series=series, post=post, position=position)
        for position, post in enumerate(posts)
    )
    recount(series=[series.pk], now=now)
