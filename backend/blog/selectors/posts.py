"""What a reader sees of posts, ready to serialize."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
)

from blog.constants import PostState, Visibility
from blog.exceptions import PostGoneError, PostNotFoundError
from blog.models import Post, PostSlugHistory, Reader
from blog.selectors.columns import PostRows, select_post_columns
from blog.selectors.narrowing import NO_FILTERS, PostFilters, narrow_posts
from common.lookup import by_any_name, by_id_or_slug
from common.selection import Selection

NEWEST_FIRST = ("-published_at", "-public_id")


def list_posts(
    reader: Reader,
    *,
    now: datetime,
    selection: Selection,
    filters: PostFilters = NO_FILTERS,
    order_by: Iterable[str] = NEWEST_FIRST,
) -> PostRows:
    """Return the posts on a reader's list as rows of `select_post_columns`."""
    visible = Post.objects.visible_to(reader, now=now).listed()
    posts = narrow_posts(visible, filters).order_by(*order_by)
    return select_post_columns(posts, selection, visible=visible, order_by=order_by)


def get_post(
    reader: Reader,
    key: str,
    *,
    now: datetime,
    selection: Selection,
    formats: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the row of one post by public id or current slug.

    Raises:
        PostGoneError: it was public once and is in the trash; former slugs count.
        PostNotFoundError: there is none, or the reader may not know of it.
    """
    visible = Post.objects.visible_to(reader, now=now)
    posts = visible.filter(**by_id_or_slug(key))
    row = select_post_columns(
        posts, selection, visible=visible, formats=formats
    ).first()
    if row is not None:
        return row
    if Post.objects.filter(is_gone(), named(key)).exists():
        raise PostGoneError
    raise PostNotFoundError


def is_visible(reader: Reader, key: str, *, now: datetime) -> bool:
    """Tell whether a reader may open the post of this public id or slug."""
    posts = Post.objects.visible_to(reader, now=now)
    return posts.filter(**by_id_or_slug(key)).exists()


def find_post_by_any_slug(
    reader: Reader, slug: str, *, now: datetime
) -> Mapping[str, Any] | None:
    """Return `public_id` and `slug` of the visible post that has or had this slug."""
    posts = Post.objects.visible_to(reader, now=now).filter(named(slug))
    return posts.values("public_id", "slug").first()


def find_neighbors(
    reader: Reader, key: str, *, now: datetime, selection: Selection
) -> dict[str, dict[str, Any] | None]:
    """Return the rows before and after a post on the list, newest first.

    `previous` stands before it on the list (newer), `next` after it (older).

    Raises:
        PostGoneError, PostNotFoundError: as `get_post`.
    """
    place = get_post(reader, key, now=now, selection=_PLACE)
    at, tie = place["published_at"], place["public_id"]
    posts = Post.objects.visible_to(reader, now=now).listed()
    # Compared as a row, so that the index is entered at the place itself.
    columns = Tuple(F("published_at"), F("public_id"))
    newer = posts.filter(TupleGreaterThan(columns, (at, tie))).order_by(
        "published_at", "public_id"
    )
    older = posts.filter(TupleLessThan(columns, (at, tie))).order_by(*NEWEST_FIRST)
    return {
        "previous": select_post_columns(newer, selection, visible=posts).first(),
        "next": select_post_columns(older, selection, visible=posts).first(),
    }


_PLACE = Selection(frozenset({"id", "published_at"}))


def named(key: str) -> Q:
    """Return the condition of the post with this public id, slug or former slug."""
    return by_any_name(key, PostSlugHistory.objects.values("post"))


def is_gone() -> Q:
    """Return the condition of posts whose addresses answer 410.

    They were public once, by state or by the clock alone, and are in the trash. A
    private one never was, whatever its state: that it existed is nobody's business.
    """
    was_public = Q(first_published_at__isnull=False) | Q(
        state=PostState.SCHEDULED, publish_at__lte=F("trashed_at")
    )
    return was_public & Q(trashed_at__isnull=False) & ~Q(visibility=Visibility.PRIVATE)
