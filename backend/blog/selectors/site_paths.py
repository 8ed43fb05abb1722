"""What is, or was, at a path of the readers' site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from author.selectors import find_author_by_any_slug
from blog.exceptions import PathGoneError, PathNotFoundError
from blog.models import Post, Reader, Redirect
from blog.selectors.posts import is_gone, named
from blog.selectors.topics import find_series_by_any_slug, find_tag_by_any_slug
from common.site import find_slug, normalize_path, path_of


@dataclass(frozen=True)
class ResolvedPath:
    """What stands at a path.

    `kind` is post, tag, series, author, home or external. `path` is the canonical path
    on the site; an `external` one has `target_url` instead. `is_redirect`: the asked
    path is not the canonical one, and the reader is to be sent on.
    """

    kind: str
    id: UUID | None
    path: str | None
    target_url: str | None
    is_redirect: bool


def resolve_path(reader: Reader, path: str, *, now: datetime) -> ResolvedPath:
    """Return what is at `path`, a path of this site today or of one it has replaced.

    A query counts where an old path has one (`/?p=12`); otherwise it may be anything.

    Raises:
        PathGoneError: something was there and is no more.
        PathNotFoundError: nothing is known of the path.
        ValueError: it is no path.
    """
    parts = urlsplit(path.strip())
    bare = normalize_path(path.partition("?")[0])
    # Browsers tell a path percent-encoded, which is no reason to send them on.
    asked = unquote(parts.path)
    if bare != "/":
        entity = _find_entity(reader, bare, now)
        if entity is not None:
            kind, row = entity
            canonical = path_of(kind, row["slug"])
            return ResolvedPath(
                kind, row["public_id"], canonical, None, is_redirect=canonical != asked
            )
    redirect = _find_redirect(reader, normalize_path(path), bare, now)
    if redirect is not None:
        return _follow(redirect, bare)
    if bare == "/":
        return ResolvedPath("home", None, "/", None, is_redirect=asked != "/")
    raise PathNotFoundError(f"Nothing is or was at “{bare}”.")


def _find_entity(
    reader: Reader, path: str, now: datetime
) -> tuple[str, Mapping[str, Any]] | None:
    slug_of = find_slug(path)
    if slug_of is None:
        return None
    kind, slug = slug_of
    finders: dict[str, Callable[[str], Mapping[str, Any] | None]] = {
        "post": lambda slug: _find_post(reader, slug, now),
        "tag": find_tag_by_any_slug,
        "series": find_series_by_any_slug,
        "author": find_author_by_any_slug,
    }
    row = finders[kind](slug)
    return (kind, row) if row is not None else None


def _find_post(reader: Reader, slug: str, now: datetime) -> Mapping[str, Any] | None:
    visible = Post.objects.visible_to(reader, now=now).filter(pk=OuterRef("pk"))
    posts = Post.objects.annotate(is_visible=Exists(visible)).filter(named(slug))
    rows = posts.filter(Q(is_visible=True) | is_gone())
    row = rows.values("public_id", "slug", "is_visible").first()
    if row is not None and not row["is_visible"]:
        raise PathGoneError(f"The post “{slug}” is gone.")
    return row


def _find_redirect(
    reader: Reader, path: str, bare: str, now: datetime
) -> Mapping[str, Any] | None:
    posts = Post.objects.filter(pk=OuterRef("post"))
    rows = Redirect.objects.filter(path__in={path, bare}).values(
        "path",
        "target_url",
        "post",
        "post__public_id",
        "post__slug",
        is_visible=Exists(posts.visible_to(reader, now=now)),
        is_gone=Exists(posts.filter(is_gone())),
    )
    # The one with the query is meant if there are both.
    return max(rows, key=lambda row: len(row["path"]), default=None)


def _follow(redirect: Mapping[str, Any], path: str) -> ResolvedPath:
    if redirect["target_url"]:
        return ResolvedPath(
            "external", None, None, redirect["target_url"], is_redirect=True
        )
    if redirect["is_visible"]:
        return ResolvedPath(
            "post",
            redirect["post__public_id"],
            path_of("post", redirect["post__slug"]),
            None,
            is_redirect=True,
        )
    if redirect["post"] is None or redirect["is_gone"]:
        raise PathGoneError(f"What was at “{path}” is gone.")
    raise PathNotFoundError(f"Nothing is or was at “{path}”.")
