"""Posts move as `LEGAL_MOVES` says, whichever way they are written."""

from __future__ import annotations

import importlib.metadata
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django_fsm import ConcurrentTransition, TransitionNotAllowed

from blog.constants import LEGAL_MOVES, PostState
from blog.models import Post
from blog.tests.factories import PostFactory

pytestmark = pytest.mark.django_db

MAY = datetime(2024, 5, 6, tzinfo=UTC)
LEGAL = {move for moves in LEGAL_MOVES.values() for move in moves}
PAIRS = [pair for pair in product(PostState, PostState) if pair[0] != pair[1]]
ARGUMENTS: dict[str, dict[str, datetime]] = {
    "publish": {"at": MAY},
    "schedule": {"publish_at": MAY},
    "unschedule": {"at": MAY},
}


def stored(state: PostState) -> Post:
    # Every state accepts these times, so that only the move itself can be refused.
    return PostFactory.create(state=state, publish_at=MAY, published_at=MAY)


def test_the_transitions_of_the_model_are_the_legal_moves() -> None:
    moves: dict[str, set[tuple[str, str]]] = {}
    field: Any = Post._meta.get_field("state")
    for move in field.get_all_transitions(Post):
        moves.setdefault(move.name, set()).add((move.source, move.target))

    assert moves == {name: set(pairs) for name, pairs in LEGAL_MOVES.items()}


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_the_database_takes_legal_moves_and_no_others(
    source: PostState, target: PostState
) -> None:
    post = stored(source)
    row = Post.objects.filter(pk=post.pk)

    if (source, target) in LEGAL:
        assert row.update(state=target) == 1
        return
    with pytest.raises(DatabaseError, match="transition"), transaction.atomic():
        row.update(state=target)
    assert row.get().state == source


@pytest.mark.parametrize("name", LEGAL_MOVES)
@pytest.mark.parametrize("source", PostState)
def test_a_transition_starts_only_where_it_may(name: str, source: PostState) -> None:
    post = stored(source)
    targets = dict(LEGAL_MOVES[name])
    move = getattr(post, name)

    if source not in targets:
        with pytest.raises(TransitionNotAllowed):
            move(**ARGUMENTS.get(name, {}))
        return
    move(**ARGUMENTS.get(name, {}))
    post.save()
    assert Post.objects.get(pk=post.pk).state == targets[source]


def test_the_state_cannot_be_assigned() -> None:
    post = stored(PostState.DRAFT)

    with pytest.raises(AttributeError):
        post.state = PostState.PUBLISHED


def test_of_two_moves_from_one_state_the_second_is_refused() -> None:
    first = stored(PostState.SUBMITTED)
    second = Post.objects.get(pk=first.pk)
    first.approve()
    first.save()

    second.request_changes()
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        second.save()

    assert Post.objects.get(pk=first.pk).state == PostState.REVIEWED


def test_a_refreshed_post_can_move_on_and_is_still_protected() -> None:
    post = stored(PostState.SUBMITTED)
    Post.objects.filter(pk=post.pk).update(state=PostState.REVIEWED)

    post.refresh_from_db()
    with pytest.raises(AttributeError):
        post.state = PostState.DRAFT
    post.publish(at=MAY)
    post.save()

    assert Post.objects.get(pk=post.pk).state == PostState.PUBLISHED


def test_refreshing_a_deleted_post_keeps_the_protection() -> None:
    post = stored(PostState.SUBMITTED)
    Post.objects.filter(pk=post.pk).delete()

    with pytest.raises(Post.DoesNotExist):
        post.refresh_from_db()

    assert post.state == PostState.SUBMITTED
    with pytest.raises(AttributeError):
        post.state = PostState.DRAFT


def test_publishing_keeps_the_planned_time_and_the_first_publication() -> None:
    june = datetime(2024, 6, 1, tzinfo=UTC)
    post = PostFactory.create(scheduled=True, publish_at=MAY)

    post.publish(at=june)

    assert (post.published_at, post.publish_at, post.first_published_at) == (
        MAY,
        None,
        MAY,
    )
    again = PostFactory.create(state=PostState.REVIEWED, first_published_at=MAY)
    again.publish(at=june)
    assert (again.published_at, again.first_published_at) == (june, MAY)


def test_the_fork_of_django_fsm_is_not_installed() -> None:
    installed: Any = importlib.metadata.packages_distributions()["django_fsm"]

    assert installed == ["django-fsm"]


@pytest.mark.parametrize(("minutes", "was_public"), [(-1, False), (0, True), (1, True)])
def test_a_post_taken_off_the_calendar_after_its_time_was_public(
    minutes: int, *, was_public: bool
) -> None:
    post = PostFactory.create(scheduled=True, publish_at=MAY)

    post.unschedule(at=MAY + timedelta(minutes=minutes))

    assert post.first_published_at == (MAY if was_public else None)
    assert post.published_at is None
