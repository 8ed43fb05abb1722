"""The numbers of public posts that stand beside authors, tags and series."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from author.services import set_post_counts
from blog.models import Post, PostAuthor, Series, Tag


def recount(
    *,
    now: datetime,
    authors: Collection[int] = (),
    tags: Collection[int] = (),
    series: Collection[int] = (),
) -> None:
    """Count the public posts of these rows anew and store what differs.

    Exact at `now`, whatever the counters said before; call it in the transaction of the
    change it follows.
    """
    if tags:
        _recount_rows(Tag.objects.filter(pk__in=tags), _counts("tags", now))
    if series:
        _recount_rows(Series.objects.filter(pk__in=series), _counts("series", now))
    if authors:
        _recount_authors(authors, now)


def recount_all(*, now: datetime) -> None:
    """Count everything anew."""
    recount(
        now=now,
        authors=set(PostAuthor.objects.values_list("author_id", flat=True)),
        tags=set(Tag.objects.values_list("pk", flat=True)),
        series=set(Series.objects.values_list("pk", flat=True)),
    )


def _public_posts(now: datetime) -> models.QuerySet[Post]:
    return Post.objects.visible_to(AnonymousUser(), now=now).listed().order_by()


def _counts(relation: str, now: datetime) -> models.QuerySet[Any, Any]:
    posts = _public_posts(now).filter(**{relation: OuterRef("pk")})
    counts: models.QuerySet[Any, Any] = posts.values(relation).annotate(
        number=Count("pk")
    )
    return counts.values("number")


def _recount_rows(rows: Any, counts: models.QuerySet[Any, Any]) -> None:
    rows.annotate(number=Coalesce(Subquery(counts), 0)).exclude(
        post_count=F("number")
    ).update(post_count=F("number"))


def _recount_authors(authors: Collection[int], now: datetime) -> None:
    counted = dict(
        _public_posts(now)
        .filter(authors__in=authors)
        .values_list("authors")
        .annotate(number=Count("pk"))
    )
    set_post_counts({pk: counted.get(pk, 0) for pk in authors})
