"""How many posts each month holds."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear

from blog.models import Post, Reader


def get_archive(reader: Reader, *, now: datetime) -> list[dict[str, Any]]:
    """Return years, newest first, each with its months and the number of posts.

    Months are months in UTC, as the filters `year` and `month` of the list mean them.
    """
    months = (
        Post.objects.visible_to(reader, now=now)
        .listed()
        .order_by()
        .values(
            year=ExtractYear("published_at", tzinfo=UTC),
            month=ExtractMonth("published_at", tzinfo=UTC),
        )
        .annotate(count=Count("pk"))
        .order_by("-year", "-month")
    )
    years = []
    for year, group in groupby(months, key=lambda row: row["year"]):
        rows = [{"month": row["month"], "count": row["count"]} for row in group]
        count = sum(row["count"] for row in rows)
        years.append({"year": year, "count": count, "months": rows})
    return years
