"""Series, and putting posts in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from blog.exceptions import (
    PostInOtherSeriesError,
    SeriesNotFoundError,
    SeriesOrderRefusedError,
    SlugTakenError,
)
from blog.models import Post, Series, SeriesMember
from blog.services.counters import lock_counters, recount
from common.exceptions import FieldError
from common.slugs import allocate_slugs, is_free_for, lock_slugs


@transaction.atomic
def set_series_posts(series: Series, posts: Sequence[Post], *, now: datetime) -> None:
    """Let the series hold exactly these posts, in this order.

    Raises:
        django.db.IntegrityError: a post is in another series, or given twice.
    """
    lock_counters()
    Series.objects.select_for_update().get(pk=series.pk)
    _write_members(series, [post.pk for post in posts], now)


@transaction.atomic
def create_series(*, title: str, slug: str = "", description: str = "") -> Series:
    """Start a series without posts.

    Raises:
        SlugTakenError: the slug belongs or belonged to another series.
    """
    series = Series(title=title, description=description)
    if slug:
        lock_slugs(Series)
        _rename(series, slug)
    else:
        series.slug = allocate_slugs(Series, [title])[0]
    series.save()
    return series


@transaction.atomic
def update_series(
    *, series: Series, changes: Mapping[str, Any], check: Callable[[Series], None]
) -> Series:
    """Set the columns in `changes`, and nothing where all are as they were.

    `check` sees the locked row first, and refuses the change by raising. A new slug
    leaves the former one a redirect.

    Raises:
        SeriesNotFoundError: somebody was faster and deleted it.
        SlugTakenError: the slug belongs or belonged to another series.
    """
    if "slug" in changes:
        # Before the row, as everybody does who gives names.
        lock_slugs(Series)
    series = _lock(series)
    check(series)
    changed = {n: new for n, new in changes.items() if getattr(series, n) != new}
    for name, new in changed.items():
        setattr(series, name, new)
    if "slug" in changed:
        _rename(series, series.slug)
    if changed:
        series.save(update_fields=changed.keys())
    return series


@transaction.atomic
def delete_series(*, series: Series, check: Callable[[Series], None]) -> None:
    """Delete a series; its posts stay.

    Raises:
        SeriesNotFoundError: somebody was faster.
    """
    series = _lock(series)
    check(series)
    series.delete()


def order_series(
    *,
    series: Series,
    post_ids: Sequence[UUID],
    among: Q,
    check: Callable[[Series], None],
    now: datetime,
) -> Series:
    """Let the series hold exactly these posts in this order, found `among` the desk.

    Posts of the series that are in the trash keep places after the others, so that
    they can come back. The same order again changes nothing.

    Raises:
        PostInOtherSeriesError: a post is in another series.
        SeriesNotFoundError: somebody was faster and deleted it.
        SeriesOrderRefusedError: a post is named twice, or there is no such post.
    """
    try:
        with transaction.atomic():
            lock_counters()
            series = _lock(series)
            check(series)
            before, wanted = _plan(series, post_ids, among)
            if wanted != before:
                _write_members(series, wanted, now)
                series.save(update_fields=["updated_at"])
    except IntegrityError as error:
        # Another series was ordered at this moment and took one of the posts.
        raise _in_other(()) from error
    return series


def _plan(
    series: Series, post_ids: Sequence[UUID], among: Q
) -> tuple[list[int], list[int]]:
    """Return the posts that the series has and those it shall have, in order."""
    named = Q(among, public_id__in=post_ids, trashed_at=None)
    posts = Post.objects.filter(named | Q(series_member__series=series))
    rows = posts.order_by("series_member__position").values_list(
        "pk", "public_id", "series_member__series", "trashed_at"
    )
    known = {row[1]: row for row in rows if row[3] is None}
    _check_ids(post_ids, known.keys())
    chosen = [known[public_id] for public_id in post_ids]
    _refuse_others([home not in {None, series.pk} for _, _, home, _ in chosen])
    own = [row for row in rows if row[2] == series.pk]
    trashed = [row for row in own if row[3] is not None]
    return [row[0] for row in own], [row[0] for row in [*chosen, *trashed]]


def _write_members(series: Series, post_keys: Sequence[int], now: datetime) -> None:
    series.members.all().delete()
    SeriesMember.objects.bulk_create(
        SeriesMember(series=series, post_id=pk, position=position)
        for position, pk in enumerate(post_keys)
    )
    recount(series=[series.pk], now=now)


def _check_ids(post_ids: Sequence[UUID], known: Any) -> None:
    faults = []
    for place, public_id in enumerate(post_ids):
        if public_id in post_ids[:place]:
            detail = "This post stands here already."
            faults.append(FieldError(f"/posts/{place}", "duplicate", detail))
        elif public_id not in known:
            detail = "There is no such post."
            faults.append(FieldError(f"/posts/{place}", "does_not_exist", detail))
    if faults:
        raise SeriesOrderRefusedError(errors=tuple(faults))


def _refuse_others(is_elsewhere: Sequence[bool]) -> None:
    places = [place for place, elsewhere in enumerate(is_elsewhere) if elsewhere]
    if places:
        raise _in_other(places)


def _in_other(places: Sequence[int]) -> PostInOtherSeriesError:
    detail = "The post is in another series; take it out there first."
    errors = tuple(FieldError(f"/posts/{n}", "in_other_series", detail) for n in places)
    return PostInOtherSeriesError(detail, errors=errors)


def _lock(series: Series) -> Series:
    rows = Series.objects.select_for_update().filter(pk=series.pk)
    locked: Series | None = rows.first()
    if locked is None:
        raise SeriesNotFoundError
    return locked


def _rename(series: Series, slug: str) -> None:
    series.slug = slug
    if not is_free_for(series, slug):
        detail = f"“{slug}” belongs or belonged to another series; choose another slug."
        raise SlugTakenError(detail, errors=(FieldError("/slug", "taken", detail),))
