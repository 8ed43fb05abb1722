"""What a reader sees of tags and series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from author.policies import Actor
from blog.exceptions import SeriesNotFoundError, TagNotFoundError
from blog.models import (
    Post,
    Series,
    SeriesMember,
    SeriesSlugHistory,
    Tag,
    TagSlugHistory,
)
from blog.policies.library import can_view_series, viewable_series, viewable_tags
from blog.policies.posts import posts_on_desk
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
OF_ETAG = ("public_id", "updated_at")
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


def get_tag(actor: Actor, key: str, *, selection: Selection) -> dict[str, Any]:
    """Return the row of a tag by public id or current slug, and what its ETag needs.

    Raises:
        TagNotFoundError: there is none, or nothing the actor may know of carries it.
    """
    tags = Tag.objects.filter(viewable_tags(actor=actor), **by_id_or_slug(key))
    columns = {*_columns(TAG_COLUMNS, selection), *OF_ETAG}
    rows: TagRows = tags.values(*columns)
    row = rows.first()
    if row is None:
        raise TagNotFoundError
    return row


def get_tag_row(actor: Actor, key: str) -> Tag:
    """Return the tag that a write means, by public id or current slug.

    Raises:
        TagNotFoundError: there is none the actor may know of.
    """
    tags = Tag.objects.filter(viewable_tags(actor=actor), **by_id_or_slug(key))
    tag: Tag | None = tags.first()
    if tag is None:
        raise TagNotFoundError
    return tag


def find_tag_by_any_slug(
    slug: str, *, actor: Actor | None = None
) -> Mapping[str, Any] | None:
    """Return `public_id` and `slug` of the tag that has or had this slug or id.

    A tag that was merged is found as the one it went into. Without an actor, only what
    everybody may know of is.
    """
    named = by_any_name(slug, TagSlugHistory.objects.values("tag"))
    tags = Tag.objects.filter(viewable_tags(actor=actor or AnonymousUser()), named)
    return tags.values("public_id", "slug").first()


def list_series(*, selection: Selection, order_by: tuple[str, ...]) -> SeriesRows:
    """Return the series with public posts as rows."""
    series = Series.objects.with_public_posts().order_by(*order_by)
    rows: SeriesRows = series.values(*_columns(SERIES_COLUMNS, selection, order_by))
    return rows


def get_series(
    reader: Actor, key: str, *, now: datetime, selection: Selection
) -> dict[str, Any]:
    """Return the row of a series, and in `posts_json` its visible posts in order.

    Whoever sees series whatever is in them also sees the posts on their desk there.

    Raises:
        SeriesNotFoundError: there is none the reader may know of.
    """
    series = Series.objects.filter(viewable_series(actor=reader), **by_id_or_slug(key))
    columns = {*_columns(SERIES_COLUMNS, selection), *OF_ETAG}
    posts = Post.objects.visible_to(reader, now=now).listed()
    if can_view_series(actor=reader):
        on_desk = Post.objects.filter(posts_on_desk(actor=reader), trashed_at=None)
        posts = Post.objects.filter(Q(pk__in=posts) | Q(pk__in=on_desk))
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


def get_series_row(actor: Actor, key: str) -> Series:
    """Return the series that a write means, by public id or current slug.

    Raises:
        SeriesNotFoundError: there is none the actor may know of.
    """
    rows = Series.objects.filter(viewable_series(actor=actor), **by_id_or_slug(key))
    series: Series | None = rows.first()
    if series is None:
        raise SeriesNotFoundError
    return series


def find_series_by_any_slug(
    slug: str, *, actor: Actor | None = None
) -> Mapping[str, Any] | None:
    """Return `public_id` and `slug` of the series that has or had this slug.

    Without an actor, only what everybody may know of is found.
    """
    named = by_any_name(slug, SeriesSlugHistory.objects.values("series"))
    known = viewable_series(actor=actor or AnonymousUser())
    return Series.objects.filter(known, named).values("public_id", "slug").first()


def _columns(
    columns: dict[str, str], selection: Selection, order_by: tuple[str, ...] = ()
) -> set[str]:
    wanted = {column for member, column in columns.items() if member in selection}
    # At least one, because values() without names means all of them.
    return wanted | {name.lstrip("-") for name in order_by} | {"slug"}
