"""The desk's list, and what it shows of one post: content, state, what may be done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from author.policies import Actor
from blog.models import Post
from blog.policies.ownership import owned_by
from blog.policies.posts import posts_on_desk
from blog.selectors.columns import PostRows, select_post_columns
from blog.selectors.desk import open_moves, public_name
from blog.selectors.editions import Edition
from blog.selectors.narrowing import PostFilters, narrow_posts
from common.selection import Selection

# What an entry has beside the members of every list of posts.
DESK_COLUMNS = ("state", "publish_at", "unpublish_at", "version", "updated_at")
HAS_CHANGES = ExpressionWrapper(
    Q(working_revision__isnull=False), output_field=BooleanField()
)


def list_desk(
    actor: Actor,
    *,
    states: Collection[str],
    mine: bool,
    selection: Selection,
    filters: PostFilters,
    order_by: Collection[str],
) -> PostRows:
    """Return the posts on somebody's desk; those in the trash are not.

    The rows are those of `select_post_columns` with `DESK_COLUMNS` and
    `has_unpublished_changes`. Without `states`, posts of all states are there.
    """
    on_desk = Post.objects.filter(posts_on_desk(actor=actor), trashed_at=None)
    posts = narrow_posts(on_desk, filters)
    if states:
        posts = posts.filter(state__in=states)
    if mine:
        posts = posts.filter(owned_by(actor=actor))
    rows = select_post_columns(
        posts.order_by(*order_by), selection, visible=on_desk, order_by=order_by
    )
    shown: PostRows = rows.annotate(has_unpublished_changes=HAS_CHANGES).values(
        *rows.query.values_select,
        *rows.query.annotation_select,
        *DESK_COLUMNS,
        "has_unpublished_changes",
    )
    return shown


def describe_edition(
    edition: Edition, actor: Actor, *, now: datetime
) -> dict[str, Any]:
    """Return what the desk shows: the content, how things stand, what may be done."""
    post = edition.post
    moves = open_moves(actor=actor, post=post, now=now)
    return {
        **edition.content,
        "public_id": post.public_id,
        "version": post.version,
        "revision": edition.last_number,
        "state": post.state,
        "allowed_transitions": [public_name(move) for move in moves],
        "has_unpublished_changes": post.working_revision_id is not None,
        "publish_at": post.publish_at,
        "unpublish_at": post.unpublish_at,
        "change_at": post.change_at,
        "published_at": post.published_at,
        "first_published_at": post.first_published_at,
        "trashed_at": post.trashed_at,
        "assignee": edition.assignee,
        "created_at": post.created_at,
        "edited_at": post.edited_at,
    }
