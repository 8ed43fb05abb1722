"""The posts that somebody can move, the moves they can make, and those they made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from author.policies import Actor
from blog.constants import LEGAL_MOVES, PostState
from blog.exceptions import PostGoneError, PostNotFoundError
from blog.models import Post, PostAuthor, PostQuerySet, StateTransitionLog
from blog.policies.posts import can_move_post, posts_on_desk
from blog.selectors.posts import is_gone, named


def get_desk_post(actor: Actor, key: str, *, for_update: bool = False) -> Post:
    """Return a post on the actor's desk by public id, slug or former slug.

    With `for_update`, nobody else changes it until this transaction ends.

    Raises:
        PostGoneError: it was public once, is in the trash, and is not on their desk.
        PostNotFoundError: there is none, or the actor may not know of it.
    """
    posts = _desk(actor).filter(named(key))
    if for_update:
        posts = posts.select_for_update(of=("self",))
    post: Post | None = posts.first()
    if post is not None:
        return post
    if Post.objects.filter(is_gone(), named(key)).exists():
        raise PostGoneError
    raise PostNotFoundError


def lock_desk_posts(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Post]:
    """Return and lock those of the posts that are on the actor's desk, by public id.

    Two statements: the bylines are there for the policies to look at.
    """
    lines = PostAuthor.objects.select_related("author")
    # In one order for all, so that two who lock the same posts wait for each other.
    posts = (
        _desk(actor)
        .filter(public_id__in=ids)
        .order_by("pk")
        .select_for_update(of=("self",))
        .prefetch_related(Prefetch("bylines", queryset=lines))
    )
    return {post.public_id: post for post in posts}


def is_live(post: Post, *, now: datetime) -> bool:
    """Tell whether readers have the post, so that edits of it must wait."""
    return post.state == PostState.PUBLISHED or (
        post.state == PostState.SCHEDULED
        and post.publish_at is not None
        and post.publish_at <= now
    )


def legal_moves(post: Post, *, now: datetime) -> list[str]:
    """Return the moves of `LEGAL_MOVES` that the post can make; in the trash, none.

    A live post with a working revision can publish it, now or on schedule; such a
    scheduled change can be taken back.
    """
    if post.trashed_at is not None:
        return []
    moves = {
        name
        for name, pairs in LEGAL_MOVES.items()
        if post.state in {source for source, _target in pairs}
    }
    if post.working_revision_id is not None and is_live(post, now=now):
        moves |= {"publish", "schedule"}
    if post.change_at is not None:
        moves.add("unschedule")
    return [name for name in LEGAL_MOVES if name in moves]


def open_moves(*, actor: Actor, post: Post, now: datetime) -> list[str]:
    """Return the legal moves that the actor may ask for, by their public names."""
    return [
        public_name(move)
        for move in legal_moves(post, now=now)
        if can_move_post(actor=actor, post=post, move=move)
    ]


def public_name(move: str) -> str:
    """Return the name of a move as addresses and documents have it."""
    return move.replace("_", "-")


def list_moves_of(post: Post) -> QuerySet[StateTransitionLog, Any]:
    """Return what stands in the log about a post, as rows, without an order."""
    return (
        StateTransitionLog.objects.filter(post=post)
        .order_by()
        .values("source", "target", "created_at", "reason", who=F("actor__public_id"))
    )


def _desk(actor: Actor) -> PostQuerySet:
    posts: PostQuerySet = (
        Post.objects.filter(posts_on_desk(actor=actor))
        .select_related("assignee")
        .order_by()
    )
    return posts
