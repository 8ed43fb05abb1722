"""The numbers of public posts that stand beside authors, tags and series."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from author.selectors.statistics import list_counted_author_ids
from author.services import set_post_counts
from blog.models import Post, PostAuthor, Series, Tag
from common.locks import lock_until_commit


def recount(
    *,
    now: datetime,
    authors: Collection[int] = (),
    tags: Collection[int] = (),
    series: Collection[int] = (),
) -> int:
    """Count the public posts of these rows anew; return how many counters differed.

    Exact at `now`, whatever the counters said before; call it as the last step of the
    transaction whose change it follows.
    """
    lock_counters()
    differed = 0
    if tags:
        differed += _recount_rows(Tag.objects.filter(pk__in=tags), _counts("tags", now))
    if series:
        rows = Series.objects.filter(pk__in=series)
        differed += _recount_rows(rows, _counts("series", now))
    if authors:
        differed += _recount_authors(authors, now)
    return differed


def lock_counters() -> None:
    """Let nobody else count until this transaction ends.

    Two changes of one tag would each count without the other: the second waits. Call it
    before locking rows that have counters, or two who count could wait for each other.
    """
    lock_until_commit("blog:counters")


def recount_crossed(*, now: datetime) -> int:
    """Recount beside the posts that came or went by the clock within the last day.

    Nobody writes at those moments, so nobody else recounts. Returns how many counters
    differed.
    """
    a_day = (now - timedelta(days=1), now)
    crossed = Post.objects.filter(
        Q(publish_at__range=a_day) | Q(unpublish_at__range=a_day)
    ).order_by()
    with transaction.atomic():
        return recount(
            now=now,
            authors=_distinct(crossed, "authors"),
            tags=_distinct(crossed, "tags"),
            series=_distinct(crossed, "series"),
        )


def _distinct(posts: models.QuerySet[Post], relation: str) -> set[int]:
    keys = posts.values_list(relation, flat=True)
    return {key for key in keys if key is not None}


def recount_all(*, now: datetime) -> int:
    """Count everything anew; return how many counters differed."""
    with_posts = PostAuthor.objects.order_by().values_list("author_id", flat=True)
    return recount(
        now=now,
        # Whoever has no post any more may still have a number.
        authors={*with_posts.distinct(), *list_counted_author_ids()},
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


def _recount_rows(rows: Any, counts: models.QuerySet[Any, Any]) -> int:
    differing = rows.annotate(number=Coalesce(Subquery(counts), 0)).exclude(
        post_count=F("number")
    )
    differed: int = differing.update(post_count=F("number"))
    return differed


def _recount_authors(authors: Collection[int], now: datetime) -> int:
    counted = dict(
        _public_posts(now)
        .filter(authors__in=authors)
        .values_list("authors")
        .annotate(number=Count("pk"))
    )
    return set_post_counts({pk: counted.get(pk, 0) for pk in authors})
