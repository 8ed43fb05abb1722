"""What a reader sees of posts, ready to serialize."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from blog.exceptions import PostGoneError, PostNotFoundError
from blog.models import Post, PostAuthor, PostQuerySet, Reader, SeriesMember, Tag
from blog.selectors.columns import PostRows, select_post_columns
from common.lookup import by_id_or_slug
from common.selection import Selection

NEWEST_FIRST = ("-published_at", "-public_id")


@dataclass(frozen=True, kw_only=True)
class PostFilters:
    """What narrows a list of posts. Tag, author and series are slugs or public ids.

    A month needs a year. Times are instants; `published_after` and `published_before`
    leave their own instant out.
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


def list_posts(
    reader: Reader,
    *,
    now: datetime,
    selection: Selection,
    filters: PostFilters = PostFilters(),
    order_by: Iterable[str] = NEWEST_FIRST,
) -> PostRows:
    """Return the posts on a reader's list as rows of `select_post_columns`."""
    posts = Post.objects.visible_to(reader, now=now).listed()
    posts = _filtered(posts, filters).order_by(*order_by)
    return select_post_columns(posts, selection, order_by=order_by)


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
        PostGoneError: it was public once and is in the trash.
        PostNotFoundError: there is none, or the reader may not know of it.
    """
    posts = Post.objects.visible_to(reader, now=now).filter(**by_id_or_slug(key))
    row = select_post_columns(posts, selection, formats=formats).first()
    if row is not None:
        return row
    if Post.objects.filter(was_public_and_is_trashed(), **by_id_or_slug(key)).exists():
        raise PostGoneError
    raise PostNotFoundError


def find_post_by_any_slug(
    reader: Reader, slug: str, *, now: datetime
) -> Mapping[str, Any] | None:
    """Return `public_id` and `slug` of the visible post that has or had this slug."""
    posts = Post.objects.visible_to(reader, now=now)
    named = Q(slug=slug) | Q(slug_history__slug=slug)
    return posts.filter(named).values("public_id", "slug").first()


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
    newer = posts.filter(
        Q(published_at__gt=at) | Q(published_at=at, public_id__gt=tie)
    ).order_by("published_at", "public_id")
    older = posts.filter(
        Q(published_at__lt=at) | Q(published_at=at, public_id__lt=tie)
    ).order_by(*NEWEST_FIRST)
    return {
        "previous": select_post_columns(newer, selection).first(),
        "next": select_post_columns(older, selection).first(),
    }


_PLACE = Selection(frozenset({"id", "published_at"}))


def was_public_and_is_trashed() -> Q:
    """Return the condition of posts whose addresses answer 410."""
    return Q(trashed_at__isnull=False, first_published_at__isnull=False)


def _filtered(posts: PostQuerySet, filters: PostFilters) -> PostQuerySet:
    conditions = _relation_conditions(filters) + _time_conditions(filters)
    if filters.featured is not None:
        conditions.append(Q(is_featured=filters.featured))
    if filters.language:
        conditions.append(Q(language=filters.language))
    return posts.filter(*conditions)


def _relation_conditions(filters: PostFilters) -> list[Any]:
    conditions: list[Any] = []
    if filters.tag:
        tags = Tag.objects.filter(_now_or_before(filters.tag), posts=OuterRef("pk"))
        conditions.append(Exists(tags))
    if filters.author:
        bylines = PostAuthor.objects.filter(post=OuterRef("pk"))
        named = _now_or_before(filters.author, prefix="author__")
        conditions.append(Exists(bylines.filter(named)))
    if filters.series:
        members = SeriesMember.objects.filter(post=OuterRef("pk"))
        named = _now_or_before(filters.series, prefix="series__")
        conditions.append(Exists(members.filter(named)))
    return conditions


def _now_or_before(key: str, prefix: str = "") -> Q:
    """Match a row by public id, slug or former slug: a renamed tag keeps its links."""
    now = Q(**{f"{prefix}{name}": value for name, value in by_id_or_slug(key).items()})
    return now | Q(**{f"{prefix}slug_history__slug": key})


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
