"""Walking a post through its states in legal steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from blog.constants import PostState
from blog.models import Post
from blog.services.lifecycle import walk_to
from blog.tests.factories import PostFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 5, 6, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(days=2), NOW + timedelta(days=2)
D, S, R = PostState.DRAFT, PostState.SUBMITTED, PostState.REVIEWED
C, P, A = PostState.SCHEDULED, PostState.PUBLISHED, PostState.ARCHIVED


def stored(state: PostState) -> Post:
    planned = FUTURE if state == C else None
    public = {C: FUTURE, P: PAST, A: PAST}.get(state)
    return PostFactory.create(state=state, publish_at=planned, published_at=public)


@pytest.mark.parametrize(
    ("start", "public_from", "way"),
    [
        (D, None, []),
        (S, None, []),
        (R, None, []),
        (P, None, [D]),
        (C, None, [R, D]),
        (A, None, []),
        (D, PAST, [S, R, P]),
        (S, PAST, [R, P]),
        (R, PAST, [P]),
        (P, PAST, []),
        (P, NOW, [P]),
        (C, PAST, [R, P]),
        (A, PAST, []),
        (D, FUTURE, [S, R, C]),
        (P, FUTURE, [D, S, R, C]),
        (C, FUTURE, []),
        (C, FUTURE + timedelta(1), [R, C]),
        (A, FUTURE, []),
    ],
)
def test_each_step_is_one_the_database_takes(
    start: PostState, public_from: datetime | None, way: list[PostState]
) -> None:
    post = stored(start)
    steps = []

    for _step in walk_to(post, public_from, NOW):
        post.save()
        steps.append(Post.objects.get().state)

    assert steps == way
    if way and public_from:
        assert Post.objects.get().published_at == public_from
