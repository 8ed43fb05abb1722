"""Whose a post is, said of one row and of many."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from author.policies import Actor
from blog.models import Post, PostAuthor


def owns_post(*, actor: Actor, post: Post) -> bool:
    """Say whether the actor's profile stands in the byline.

    Costs one statement for each instance of the post, and none where `bylines__author`
    has been prefetched; afterwards the byline stays on the instance.
    """
    if not actor.is_active or post.pk is None:
        return False
    prefetch_bylines(post)
    return any(byline.author.user_id == actor.pk for byline in post.bylines.all())


def prefetch_bylines(post: Post) -> None:
    """Keep the byline with its authors on the instance, read if it is not there yet."""
    bylines = PostAuthor.objects.select_related("author")
    prefetch_related_objects(
        [post], Prefetch("bylines", queryset=bylines), "bylines__author"
    )


def owned_by(*, actor: Actor) -> Q:
    """Return `owns_post` as a condition on many posts."""
    if not actor.is_active:
        return Q(pk__in=[])
    bylines = PostAuthor.objects.filter(post=OuterRef("pk"), author__user=actor.pk)
    return Q(Exists(bylines))
