"""Merging the contents of posts, and storing them as revisions and in columns."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from author.services import AuthorRef
from blog.constants import Visibility
from blog.exceptions import EditConflictError
from blog.models import Post, PostAuthor, Revision
from blog.selectors.editions import (
    REFERENCE_FIELDS,
    TEXT_OF_REVISION,
    Content,
    Edition,
    content_at,
    differing,
)
from blog.selectors.references import (
    Reference,
    References,
    find_references,
    named_ids,
)
from blog.services.post_content import PostInput, apply_content, render_body
from blog.services.series_members import append_to_series, leave_series
from custom_user.services import Account


def merge(edition: Edition, changes: Content, base_version: int) -> Content:
    """Return what is left of `changes` after what others changed since `base_version`.

    Where they have changed other fields, both edits stand.

    Raises:
        EditConflictError: both have changed one of the same fields.
    """
    present = {name: edition.content[name] for name in changes}
    if base_version == edition.post.version or changes == present:
        # The latter is an edit sent twice, whose first answer was lost.
        return changes
    base = content_at(edition, base_version)
    if base is None:
        raise _conflict(edition, changes, differing(changes, present))
    mine = differing(changes, base)
    overlap = mine & differing(edition.content, base)
    if overlap:
        raise _conflict(edition, changes, overlap)
    return {name: changes[name] for name in mine}


def _conflict(
    edition: Edition, changes: Content, fields: Collection[str]
) -> EditConflictError:
    names = sorted(fields)
    detail = f"Since you read the post, others have changed: {', '.join(names)}."
    post = edition.post
    extra: dict[str, Any] = {
        "current_version": post.version,
        "current_etag": f'"{post.public_id}.{post.version}"',
        "conflicting": names,
    }
    if "body_markdown" in fields:
        extra["body"] = {
            "yours": changes["body_markdown"],
            "current": edition.content["body_markdown"],
        }
    return EditConflictError(detail, extra=extra)


def new_revision_of(edition: Edition, content: Content, actor: Account) -> Revision:
    """Return the stored revision of this content; the post has its version already."""
    texts = {name: content[name] for name in TEXT_OF_REVISION}
    others = {name: content[name] for name in content if name not in texts}
    revision: Revision = Revision.objects.create(
        post=edition.post,
        number=edition.last_number + 1,
        metadata={**others, "version": edition.post.version},
        created_by=actor,
        **texts,
    )
    return revision


def write_columns(
    edition: Edition, content: Content, references: References, *, now: datetime
) -> None:
    """Make the columns and the rows beside them say `content`, and save the post.

    `references` has the rows that are new to the post; others are looked up.
    """
    post = edition.post
    changed = differing(content, edition.published) & set(REFERENCE_FIELDS)
    named = {(name, each) for name in changed for each in named_ids(content, name)}
    if any(each not in references.get(name, {}) for name, each in named):
        references = find_references(content, fields=changed)
    if "cover_image" not in changed:
        references = {**references, "cover_image": _present_cover(post, content)}
    data = as_input(content, references, unpublish_at=post.unpublish_at)
    apply_content(post, data, render_body(data.body_markdown))
    post.slug = content["slug"]
    post.edited_at = now
    post.save()
    if "authors" in changed and data.authors:
        _write_byline(post, data)
    if "tags" in changed:
        _write_tags(edition, content, references)
    if "series" in changed:
        leave_series(post=post)
        if data.series:
            append_to_series(series_id=data.series.pk, post=post)


def as_input(
    content: Content, references: References, *, unpublish_at: datetime | None = None
) -> PostInput:
    """Return the input of the services that says `content`; lost rows are left out."""
    rows = {
        name: [
            found[each]
            for each in named_ids(content, name)
            if each in (found := references.get(name, {}))
        ]
        for name in REFERENCE_FIELDS
    }
    plain = {name: content[name] for name in content if name not in REFERENCE_FIELDS}
    return PostInput(
        **{**plain, "visibility": Visibility(content["visibility"])},
        authors=tuple(AuthorRef(row.pk, row.public_id) for row in rows["authors"]),
        tags=tuple(rows["tags"]),
        cover_image=next(iter(rows["cover_image"]), None),
        series=next(iter(rows["series"]), None),
        unpublish_at=unpublish_at,
    )


def _present_cover(post: Post, content: Content) -> dict[str, Reference]:
    if post.cover_image_id is None:
        return {}
    public_id = content["cover_image"]
    return {public_id: Reference(post.cover_image_id, UUID(public_id))}


def _write_byline(post: Post, data: PostInput) -> None:
    PostAuthor.objects.filter(post=post).delete()
    PostAuthor.objects.bulk_create(
        PostAuthor(post=post, author_id=author.id, position=position)
        for position, author in enumerate(data.authors)
    )


def _write_tags(edition: Edition, content: Content, references: References) -> None:
    through = Post.tags.through
    old, new = set(edition.published["tags"]), set(content["tags"])
    if old - new:
        rows = through.objects.filter(post_id=edition.post.pk)
        rows.filter(tag__public_id__in=old - new).delete()
    added = [row for each, row in references["tags"].items() if each in new - old]
    through.objects.bulk_create(
        through(post_id=edition.post.pk, tag_id=row.pk) for row in added
    )
