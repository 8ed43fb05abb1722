"""What is, or was, at a path of the readers' site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q

from author.selectors import find_author_by_any_slug
from blog.exceptions import PathGoneError, PathNotFoundError
from blog.models import Post, Reader, Redirect
from blog.selectors.posts import find_post_by_any_slug, was_public_and_is_trashed
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

    Raises:
        PathGoneError: something was there and is no more.
        PathNotFoundError: nothing is known of the path.
    """
    asked = urlsplit(path.strip()).path
    normal = normalize_path(path)
    if normal == "/":
        return ResolvedPath("home", None, "/", None, is_redirect=asked != "/")
    entity = _find_entity(reader, normal, now)
    if entity is not None:
        kind, row = entity
        canonical = path_of(kind, row["slug"])
        return ResolvedPath(
            kind, row["public_id"], canonical, None, is_redirect=canonical != asked
        )
    return _follow_redirect(reader, normal, now)


def _find_entity(
    reader: Reader, path: str, now: datetime
) -> tuple[str, Mapping[str, Any]] | None:
    named = find_slug(path)
    if named is None:
        return None
    kind, slug = named
    if kind == "post":
        row = find_post_by_any_slug(reader, slug, now=now)
        had_slug = Q(slug=slug) | Q(slug_history__slug=slug)
        gone = Post.objects.filter(was_public_and_is_trashed(), had_slug)
        if row is None and gone.exists():
            raise PathGoneError(f"The post at “{path}” is gone.")
    else:
        find = {
            "tag": find_tag_by_any_slug,
            "series": find_series_by_any_slug,
            "author": find_author_by_any_slug,
        }[kind]
        row = find(slug)
    return (kind, row) if row is not None else None


def _follow_redirect(reader: Reader, path: str, now: datetime) -> ResolvedPath:
    redirect = Redirect.objects.filter(path=path).first()
    if redirect is None:
        raise PathNotFoundError(f"Nothing is or was at “{path}”.")
    if redirect.target_url:
        return ResolvedPath(
            "external", None, None, redirect.target_url, is_redirect=True
        )
    gone = PathGoneError(f"What was at “{path}” is gone.")
    if redirect.post_id is None:
        raise gone
    post = Post.objects.filter(pk=redirect.post_id)
    row = post.visible_to(reader, now=now).values("public_id", "slug").first()
    if row is not None:
        return ResolvedPath(
            "post",
            row["public_id"],
            path_of("post", row["slug"]),
            None,
            is_redirect=True,
        )
    if post.filter(was_public_and_is_trashed()).exists():
        raise gone
    raise PathNotFoundError(f"Nothing is or was at “{path}”.")
