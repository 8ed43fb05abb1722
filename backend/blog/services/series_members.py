"""One post's place in a series; whole orders are in `blog.services.series`."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from blog.models import Post, Series, SeriesMember


@transaction.atomic
def append_to_series(*, series_id: int, post: Post) -> None:
    """Put the post, which is in no series, at the end of one."""
    # Who appends at the same time waits, and then sees the place that is taken.
    Series.objects.select_for_update().filter(pk=series_id).first()
    last = SeriesMember.objects.filter(series=series_id).aggregate(Max("position"))
    position = last["position__max"]
    SeriesMember.objects.create(
        series_id=series_id, post=post, position=0 if position is None else position + 1
    )


def leave_series(*, post: Post) -> None:
    """Take the post out of its series, if it is in one."""
    SeriesMember.objects.filter(post=post).delete()
