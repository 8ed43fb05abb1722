"""What a post says, as plain data: what readers have, and what writers work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery

from blog.constants import Visibility
from blog.models import Post, Revision, SeriesMember, Tag
from blog.policies.ownership import prefetch_bylines

# The fields of a post that people write, by the names of the API. Rows are named by
# public ids: authors in the order of the byline, tags sorted.
Content = dict[str, Any]

PLAIN_FIELDS = (
    "title",
    "subtitle",
    "slug",
    "body_markdown",
    "language",
    "canonical_url",
    "meta_title",
    "meta_description",
    "is_noindex",
    "comments_open",
    "is_featured",
    "visibility",
)
REFERENCE_FIELDS = ("authors", "tags", "cover_image", "series")
TEXT_OF_REVISION = ("title", "subtitle", "body_markdown", "excerpt")
# What a new post has where its writer says nothing.
DEFAULTS: Mapping[str, Any] = {
    "subtitle": "",
    "slug": "",
    "excerpt": "",
    "body_markdown": "",
    "language": "en",
    "canonical_url": "",
    "meta_title": "",
    "meta_description": "",
    "is_noindex": False,
    "comments_open": True,
    "is_featured": False,
    "visibility": Visibility.PUBLIC.value,
    "cover_image": None,
    "authors": [],
    "tags": [],
    "series": None,
}


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A post and its content; `published` is in the columns, `content` is worked on.

    They differ where a live post has a working revision. `last_number` is that of the
    newest revision.
    """

    post: Post
    published: Content
    content: Content
    last_number: int
    assignee: UUID | None = None


def read_edition(post: Post) -> Edition:
    """Return the edition of a post in two statements, three with a working revision."""
    prefetch_bylines(post)
    members = SeriesMember.objects.filter(post=OuterRef("pk"))
    tags = Tag.objects.filter(posts=OuterRef("pk")).order_by("public_id")
    revisions = Revision.objects.filter(post=OuterRef("pk")).order_by("-number")
    row = (
        Post.objects.order_by()
        .values(
            cover=F("cover_image__public_id"),
            assigned=F("assignee__public_id"),
            tag_ids=ArraySubquery(tags.values("public_id")),
            series_id=Subquery(members.values("series__public_id")[:1]),
            last_number=Subquery(revisions.values("number")[:1]),
        )
        .get(pk=post.pk)
    )
    published = {
        **{name: getattr(post, name) for name in PLAIN_FIELDS},
        "excerpt": post.excerpt if post.has_own_excerpt else "",
        "authors": [str(line.author.public_id) for line in post.bylines.all()],
        "tags": sorted(map(str, row["tag_ids"])),
        "cover_image": _text(row["cover"]),
        "series": _text(row["series_id"]),
    }
    working = post.working_revision
    return Edition(
        post=post,
        published=published,
        content=content_of(working, published) if working else published,
        last_number=row["last_number"] or 0,
        assignee=row["assigned"],
    )


def content_of(revision: Revision, present: Content) -> Content:
    """Return what a revision says; of what older ones did not keep, the present."""
    stored = revision.metadata
    kept = {name: stored[name] for name in present if name in stored}
    texts = {name: getattr(revision, name) for name in TEXT_OF_REVISION}
    return {**present, **kept, **texts}


def content_at(edition: Edition, version: int) -> Content | None:
    """Return what writers worked on at a version, or None if that is not on record."""
    revisions = Revision.objects.filter(
        post=edition.post, metadata__version__lte=version
    )
    revision = revisions.order_by("-number").first()
    return content_of(revision, edition.content) if revision else None


def differing(one: Content, other: Content) -> set[str]:
    """Return the names of the fields that two contents do not share."""
    return {name for name in one if one[name] != other.get(name)}


def _text(public_id: UUID | None) -> str | None:
    return str(public_id) if public_id else None
