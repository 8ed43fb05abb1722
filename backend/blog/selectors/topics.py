"""What a reader sees of tags and series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from blog.exceptions import SeriesNotFoundError, TagNotFoundError
from blog.models import (
    Post,
    Reader,
    Series,
    SeriesMember,
    SeriesSlugHistory,
    Tag,
    TagSlugHistory,
)
from common.lookup import by_any_name, by_id_or_slug
from common.selection import Selection

TagRows = QuerySet[Tag, dict[str, Any]]
SeriesRows = QuerySet[Series, dict[str, Any]]

TAG_COLUMNS = {
    "id": "public_id",
    "slug": "slug",
    "url": "slug",
    "name": "name",
    "description": "description",
    "post_count": "post_count",
}
SERIES_COLUMNS = {
    "id": "public_id",
    "slug": "slug",
    "url": "slug",
    "title": "title",
    "description": "description",
    "post_count": "post_count",
}


def list_tags(*, selection: Selection, order_by: tuple[str, ...]) -> TagRows:
    """Return the tags of public posts as rows."""
    tags = Tag.objects.with_public_posts().order_by(*order_by)
    rows: TagRows = tags.values(*_columns(TAG_COLUMNS, selection, order_by))
    return rows


def get_tag(key: str, *, selection: Selection) -> dict[str, Any]:
    """Return the row of a tag by public id or current slug.

    Raises:
        TagNotFoundError: there is none, or no public post carries it.
    """
    tags = Tag.objects.with_public_posts().filter(**by_id_or_slug(key))
    rows: TagRows = tags.values(*_columns(TAG_COLUMNS, selection))
    row = rows.first()
    if row is None:
        raise TagNotFoundError
    return row


def find_tag_by_any_slug(slug: str) -> Mapping[str, Any] | None:
    """Return `public_id` and `slug` of the tag that has or had this slug."""
    named = by_any_name(slug, TagSlugHistory.objects.values("tag"))
    return (
        Tag.objects.with_public_posts()
        .filter(named)
        .values("public_id", "slug")
        .first()
    )


def list_series(*, selection: Selection, order_by: tuple[str, ...]) -> SeriesRows:
    """Return the series with public posts as rows."""
    series = Series.objects.with_public_posts().order_by(*order_by)
    rows: SeriesRows = series.values(*_columns(SERIES_COLUMNS, selection, order_by))
    return rows


def get_series(
    reader: Reader, key: str, *, now: datetime, selection: Selection
) -> dict[str, Any]:
    """Return the row of a series, and in `posts_json` its visible posts in order.

    Raises:
        SeriesNotFoundError: there is none, or nothing in it is public.
    """
    series = Series.objects.with_public_posts().filter(**by_id_or_slug(key))
    columns = _columns(SERIES_COLUMNS, selection)
    posts = Post.objects.visible_to(reader, now=now).listed()
    members = (
        SeriesMember.objects.filter(series=OuterRef("pk"), post__in=posts)
        .order_by("position")
        .values(
            json=JSONObject(
                id="post__public_id", slug="post__slug", title="post__title"
            )
        )
    )
    extra = {"posts_json": ArraySubquery(members)} if "posts" in selection else {}
    rows: SeriesRows = series.annotate(**extra).values(*columns, *extra)
    row = rows.first()
    if row is None:
        raise SeriesNotFoundError
    return row


def find_series_by_any_slug(slug: str) -> Mapping[str, Any] | None:
    """Return `public_id` and `slug` of the series that has or had this slug."""
    named = by_any_name(slug, SeriesSlugHistory.objects.values("series"))
    return (
        Series.objects.with_public_posts()
        .filter(named)
        .values("public_id", "slug")
        .first()
    )


def _columns(
    columns: dict[str, str], selection: Selection, order_by: tuple[str, ...] = ()
) -> set[str]:
    wanted = {column for member, column in columns.items() if member in selection}
    # At least one, because values() without names means all of them.
    return wanted | {name.lstrip("-") for name in order_by} | {"slug"}
