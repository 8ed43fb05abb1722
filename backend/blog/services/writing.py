"""Writing posts without losing an edit, and without readers seeing it too early."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from blog.exceptions import PostTrashedError
from blog.models import Post
from blog.selectors.desk import is_live
from blog.selectors.editions import (
    DEFAULTS,
    REFERENCE_FIELDS,
    Content,
    Edition,
    differing,
    read_edition,
)
from blog.selectors.references import References, find_references, named_ids
from blog.services.counters import recount
from blog.services.editions import as_input, new_revision_of, write_columns
from blog.services.post_content import check_title, render_body
from blog.services.posts import check_slug_for, create_post
from blog.services.series_members import append_to_series
from custom_user.services import Account

# What the counters beside authors, tags and series depend on.
COUNTED = {"authors", "tags", "series", "visibility"}


def bump_version(post: Post) -> None:
    """Give the (locked) post its next version; saving it is left to the caller."""
    post.version += 1


@transaction.atomic
def create_draft(
    *, content: Content, references: References, actor: Account, now: datetime
) -> Edition:
    """Create a draft; where `content` has no slug, one is made from the title.

    Raises:
        TitleRefusedError, BodyRefusedError, SlugRefusedError: the content cannot be
            stored.
        SlugTakenError: the slug belongs or belonged to another post.
    """
    full = {**DEFAULTS, **content}
    post = create_post(as_input(full, references), actor=actor, now=now)
    for series in references["series"].values():
        append_to_series(series_id=series.pk, post=post)
    full["slug"] = post.slug
    return Edition(post=post, published=full, content=full, last_number=1)


def edit_post(
    *,
    edition: Edition,
    changes: Content,
    references: References,
    actor: Account,
    now: datetime,
) -> Edition:
    """Return the edition with `changes`, which `merge` has brought up to date.

    What readers have is not touched: the content of a live post goes into a working
    revision. Call it in a transaction that locked the row before it read the edition.

    Raises:
        PostTrashedError: the post is in the trash.
        TitleRefusedError, BodyRefusedError, SlugRefusedError: the content cannot be
            stored.
        SlugTakenError: the slug belongs or belonged to another post.
    """
    if edition.post.trashed_at is not None:
        raise PostTrashedError
    content = {**edition.content, **changes}
    changed = differing(content, edition.content)
    if not changed:
        return edition
    _check(edition.post, content, changed)
    bump_version(edition.post)
    stored = new_revision_of(edition, content, actor)
    if is_live(edition.post, now=now):
        # Back at what readers have, there is nothing left to publish.
        is_same = content == edition.published
        edition.post.working_revision = None if is_same else stored
        edition.post.save(update_fields=["working_revision", "version"])
    else:
        edition.post.working_revision = None
        write_columns(edition, content, references, now=now)
    return replace(edition, content=content, last_number=stored.number)


def apply_working_revision(*, post: Post, now: datetime) -> None:
    """Let readers have what writers work on, if that is something else.

    Call it in a transaction that has locked the row; it saves the post with its next
    version. Rows that have been deleted since are left out.

    Raises:
        SlugTakenError: another post has taken the new slug in the meantime.
    """
    if post.working_revision_id is None:
        return
    edition = read_edition(post)
    bump_version(post)
    changed = differing(edition.content, edition.published)
    _check(post, edition.content, changed)
    old, new = map(_references_of, (edition.published, edition.content))
    both = {name: [*old[name], *new[name]] for name in new}
    references = find_references(both)
    post.working_revision = None
    post.change_at = None
    write_columns(edition, edition.content, references, now=now)
    if COUNTED & changed:
        keys = {
            name: {row.pk for row in references[name].values()}
            for name in ("authors", "tags", "series")
        }
        recount(now=now, **keys)


def _check(post: Post, content: Content, changed: Collection[str]) -> None:
    if {"title", "body_markdown"} & set(changed):
        check_title(content["title"], content["body_markdown"])
    if "body_markdown" in changed:
        render_body(content["body_markdown"])
    if "slug" in changed:
        check_slug_for(post, content["slug"])


def _references_of(content: Content) -> dict[str, list[str]]:
    return {name: named_ids(content, name) for name in REFERENCE_FIELDS}
