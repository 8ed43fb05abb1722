"""Publish, archive and edit from one version at one moment, over and over."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from author.services import AuthorRef
from blog.constants import LEGAL_MOVES, PostState
from blog.models import Post, StateTransitionLog
from blog.services.post_content import PostInput
from blog.services.posts import create_posts
from blog.tests.desk import Desk, etag_of
from custom_user.constants import Role

ROUNDS = 200
NOW = datetime(2024, 5, 6, tzinfo=UTC)


def reviewed_posts(editor: Desk) -> list[Post]:
    byline = (AuthorRef(editor.author.pk, editor.author.public_id),)
    inputs = [
        PostInput(title=f"Post {n}", body_markdown="Before.", authors=byline)
        for n in range(ROUNDS)
    ]
    posts = create_posts(inputs, actor=None, now=NOW)
    for state in (PostState.SUBMITTED, PostState.REVIEWED):
        Post.objects.update(state=state)
    StateTransitionLog.objects.all().delete()
    return posts


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_moves_from_one_version_one_wins_and_no_edit_is_lost(
    settings: Any,
) -> None:
    settings.PUBLICATIONS_PER_DAY = 0
    settings.THROTTLE_RATES = dict.fromkeys(settings.THROTTLE_RATES, "1000000/min")
    editor = Desk(Role.EDITOR)
    editor.user.get_all_permissions()
    outcomes: Counter[tuple[int, ...]] = Counter()

    def act(name: str, post: Post, etag: str, start: Barrier) -> int:
        start.wait(timeout=10)
        try:
            if name != "edit":
                return int(editor.call(post, name, match=etag).status_code)
            response = editor.client.patch(
                f"/api/v1/posts/{post.public_id}/",
                {"body_markdown": "Edited."},
                format="json",
                headers={"If-Match": etag},
            )
            return int(response.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=3) as pool:
        for post in reviewed_posts(editor):
            start, etag = Barrier(3), etag_of(post)
            names = ("publish", "archive", "edit")
            statuses = tuple(pool.map(act, names, [post] * 3, [etag] * 3, [start] * 3))
            outcomes[statuses] += 1
            check(post, statuses)

    assert sum(outcomes.values()) == ROUNDS, outcomes
    legal = {move for moves in LEGAL_MOVES.values() for move in moves}
    logged = StateTransitionLog.objects.values_list("source", "target")
    assert {(str(source), str(target)) for source, target in logged} <= {
        (source.value, target.value) for source, target in legal
    }


def check(post: Post, statuses: tuple[int, ...]) -> None:
    publish, archive, edit = statuses
    stored = Post.objects.select_related("working_revision").get(pk=post.pk)
    moves = StateTransitionLog.objects.filter(post=post).values_list(
        "target", flat=True
    )
    won = [
        name
        for name, code in (("published", publish), ("archived", archive))
        if code == 200
    ]

    # A move and an edit change different things, so an edit stands beside a move that
    # came before it; a move from a version that is no more never stands.
    assert set(statuses) <= {200, 409, 412}, statuses
    assert 200 in statuses
    assert list(moves) == won
    assert len(won) <= 1
    assert stored.state == (won or ["reviewed"])[0]
    if edit == 200:
        latest = stored.working_revision or stored
        assert latest.body_markdown == "Edited."
    else:
        assert stored.body_markdown == "Before."
