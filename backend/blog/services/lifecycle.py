"""The way of a post through its states, for callers who only know when it is public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from blog.constants import PostState
from blog.models import Post


def walk_to(post: Post, public_from: datetime | None, now: datetime) -> Iterator[None]:
    """Move `post` one legal step at a time to where `public_from` wants it.

    None takes it back to a draft; a time in the future schedules it; any other
    publishes it as of then. Yields after each step, because the database refuses two at
    once: a caller with a stored row saves there. An archived post stays archived.
    """
    if public_from is None:
        return _walk_to_draft(post, now)
    if post.state == PostState.ARCHIVED:
        return iter(())
    return _walk_to_public(post, public_from, now)


def _walk_to_draft(post: Post, now: datetime) -> Iterator[None]:
    if post.state == PostState.PUBLISHED:
        post.unpublish()
        yield
    elif post.state == PostState.SCHEDULED:
        post.unschedule(at=now)
        yield
        post.request_changes()
        yield


def _walk_to_public(post: Post, at: datetime, now: datetime) -> Iterator[None]:
    is_public = post.state in {PostState.PUBLISHED, PostState.SCHEDULED}
    if is_public and post.published_at == at:
        return
    if post.state == PostState.PUBLISHED and at <= now:
        post.published_at = at
        yield
        return
    yield from _walk_to_reviewed(post, now)
    if at > now:
        post.schedule(publish_at=at)
    else:
        post.publish(at=at)
    yield


def _walk_to_reviewed(post: Post, now: datetime) -> Iterator[None]:
    if post.state == PostState.SCHEDULED:
        post.unschedule(at=now)
        yield
    if post.state == PostState.PUBLISHED:
        post.unpublish()
        yield
    if post.state == PostState.DRAFT:
        post.submit()
        yield
    if post.state == PostState.SUBMITTED:
        post.approve()
        yield
