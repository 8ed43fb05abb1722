"""Who may read and speak as a member."""

from __future__ import annotations

from datetime import datetime

from author.policies import Actor
from blog.models import Post
from blog.policies.posts import can_view_post


def can_view_blog(*, actor: Actor) -> bool:
    """Say who is let in where an endpoint is for members."""
    return actor.has_perm("blog.can_view_blog")


def can_comment(*, actor: Actor, post: Post, now: datetime) -> bool:
    """Say who may write below a post: nobody where they cannot read."""
    return actor.has_perm("blog.can_comment") and can_view_post(
        actor=actor, post=post, now=now
    )


def can_moderate_comments(*, actor: Actor) -> bool:
    """Say who decides which comments stand."""
    return actor.has_perm("blog.moderate_comment")
