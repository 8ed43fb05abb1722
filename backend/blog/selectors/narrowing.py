"""What narrows a list of posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, Value

from author.selectors import select_author_key
from blog.models import (
    PostQuerySet,
    Series,
    SeriesSlugHistory,
    Tag,
    TagSlugHistory,
)
from common.lookup import by_any_name


@dataclass(frozen=True, kw_only=True)
class PostFilters:
    """What narrows a list of posts. Tag, author and series are slugs or public ids.

    A former slug serves as well, so a renamed tag keeps its links. A month needs a
    year. Times are instants; `published_after` and `published_before` leave their own
    instant out.
    """

    tag: str | None = None
    author: str | None = None
    series: str | None = None
    year: int | None = None
    month: int | None = None
    published_after: datetime | None = None
    published_before: datetime | None = None
    featured: bool | None = None
    language: str | None = None


NO_FILTERS = PostFilters()


def narrow_posts(posts: PostQuerySet, filters: PostFilters) -> PostQuerySet:
    """Keep the posts that fit; a tag, author or series costs one statement at once."""
    names = {"tags": filters.tag, "authors": filters.author, "series": filters.series}
    wanted = {relation: name for relation, name in names.items() if name}
    keys = _find_keys(wanted)
    if keys.keys() != wanted.keys():
        return posts.none()
    conditions = _time_conditions(filters)
    if filters.featured is not None:
        conditions.append(Q(is_featured=filters.featured))
    if filters.language:
        conditions.append(Q(language__iexact=filters.language))
    return posts.filter(*conditions, **keys)


def _find_keys(names: dict[str, str]) -> dict[str, int]:
    """Return the primary key behind each name that exists, all in one statement.

    Looked up first, because only with the key in hand does PostgreSQL know whether a
    tag is common or rare, and so whether to walk the list or the posts of the tag.
    """
    lookups = [
        _select_key(relation, name).values_list(Value(relation), "pk")
        for relation, name in names.items()
    ]
    if not lookups:
        return {}
    first, *others = lookups
    return dict(first.union(*others, all=True))


def _select_key(relation: str, name: str) -> Any:
    if relation == "authors":
        return select_author_key(name)
    if relation == "tags":
        former = TagSlugHistory.objects.values("tag")
        return Tag.objects.filter(by_any_name(name, former)).order_by()
    former_series = SeriesSlugHistory.objects.values("series")
    return Series.objects.filter(by_any_name(name, former_series)).order_by()


def _time_conditions(filters: PostFilters) -> list[Any]:
    conditions = []
    if filters.year:
        start, end = _period(filters.year, filters.month)
        conditions.append(Q(published_at__gte=start, published_at__lt=end))
    if filters.published_after:
        conditions.append(Q(published_at__gt=filters.published_after))
    if filters.published_before:
        conditions.append(Q(published_at__lt=filters.published_before))
    return conditions


def _period(year: int, month: int | None) -> tuple[datetime, datetime]:
    start = datetime(year, month or 1, 1, tzinfo=UTC)
    if month is None or month == 12:
        return start, datetime(year + 1, 1, 1, tzinfo=UTC)
    return start, datetime(year, month + 1, 1, tzinfo=UTC)
