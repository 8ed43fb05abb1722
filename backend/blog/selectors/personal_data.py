"""What the blog keeps of an account: what it wrote, changed and uploaded."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from blog.models import MediaFile, Post, Revision, Tag
from custom_user.services import Account

Rows = list[dict[str, Any]]


def collect_writings(account: Account) -> dict[str, Rows]:
    """Return what the account's holder may have a copy of, by section.

    A post is somebody's whose profile stands in its byline; drafts and what is in the
    trash are among them.
    """
    return {
        "posts": _list_posts(account),
        "revisions": _list_revisions(account),
        "media_files": _list_media_files(account),
        "tags": _list_tags(account),
    }


def _list_posts(account: Account) -> Rows:
    columns = (
        "public_id", "slug", "title", "subtitle", "excerpt", "body_markdown",
        "language", "state", "visibility", "created_at", "edited_at", "publish_at",
        "published_at", "first_published_at", "trashed_at",
    )  # fmt: skip
    rows = Post.objects.filter(bylines__author__user=account).order_by("pk")
    return list(rows.values(*columns))


def _list_revisions(account: Account) -> Rows:
    columns = ("number", "title", "subtitle", "excerpt", "body_markdown", "created_at")
    rows = Revision.objects.filter(created_by=account).order_by("pk")
    return list(rows.values(*columns, of_post=F("post__public_id")))


def _list_media_files(account: Account) -> Rows:
    columns = ("public_id", "original_name", "file", "content_type", "size", "alt")
    rows = MediaFile.objects.filter(uploaded_by=account).order_by("pk")
    return list(rows.values(*columns, "created_at"))


def _list_tags(account: Account) -> Rows:
    columns = ("public_id", "slug", "name", "description", "created_at")
    return list(Tag.objects.filter(owner=account).order_by("pk").values(*columns))
