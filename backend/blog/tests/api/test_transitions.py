"""Moves over the API: who may, from where, and what is on record afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time
from rest_framework.test import APIClient

from author.services import AuthorRef
from author.tests.factories import AuthorFactory
from blog.constants import LEGAL_MOVES, PostState
from blog.models import Post, StateTransitionLog, Tag
from blog.services.post_content import PostInput
from blog.services.posts import create_post
from blog.tests.desk import Desk, etag_of
from blog.tests.factories import (
    FAR_AHEAD,
    LONG_AGO,
    PostFactory,
    SeriesFactory,
    TagFactory,
)
from custom_user.constants import Role
from custom_user.services.tokens import open_session
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
DATES: dict[PostState, dict[str, Any]] = {
    PostState.SCHEDULED: {"publish_at": FAR_AHEAD, "published_at": FAR_AHEAD},
    PostState.PUBLISHED: {"published_at": LONG_AGO, "first_published_at": LONG_AGO},
}
BODIES: dict[str, dict[str, Any]] = {
    "request_changes": {"reason": "Too long."},
    "schedule": {"publish_at": "2999-01-01T00:00:00Z"},
}


def in_state(state: PostState, **fields: Any) -> Post:
    return PostFactory.create(state=state, **DATES.get(state, {}), **fields)


def public(name: str) -> str:
    return name.replace("_", "-")


@pytest.mark.parametrize("state", PostState)
@pytest.mark.parametrize("name", LEGAL_MOVES)
def test_a_move_is_made_or_refused_with_what_could_be_done(
    name: str, state: PostState
) -> None:
    editor = Desk(Role.EDITOR)
    post = in_state(state)
    legal = {move for move, pairs in LEGAL_MOVES.items() if state in dict(pairs)}

    response = editor.call(post, public(name), **BODIES.get(name, {}))

    post.refresh_from_db()
    if name in legal:
        target = dict(LEGAL_MOVES[name])[state]
        assert (response.status_code, post.state, post.version) == (200, target, 2)
        assert response.json()["state"] == target
        assert response["ETag"] == etag_of(post)
        log = StateTransitionLog.objects.get()
        assert (log.source, log.target, log.actor) == (state, target, editor.user)
        assert log.reason == BODIES.get(name, {}).get("reason", "")
    else:
        assert (response.status_code, post.state, post.version) == (409, state, 1)
        assert response.json()["error_code"] == "BLG0042"
        allowed = response.json()["allowed_transitions"]
        assert set(allowed) == {public(move) for move in legal}
        assert not StateTransitionLog.objects.exists()


def test_the_state_document_names_what_the_caller_may_do_next() -> None:
    writer = Desk(Role.CONTRIBUTOR)
    post = in_state(PostState.DRAFT, authors=[writer.author])

    document = writer.call(post, "submit", reason="Done.").json()

    assert document == {
        "id": str(post.public_id),
        "state": "submitted",
        "allowed_transitions": [],
        "publish_at": None,
        "change_at": None,
        "publish_wall_time": None,
        "unpublish_at": None,
        "unpublish_wall_time": None,
        "published_at": None,
        "first_published_at": None,
        "trashed_at": None,
        "has_unpublished_changes": False,
        "assignee": None,
        "version": 2,
    }
    assert StateTransitionLog.objects.get().reason == "Done."


def test_strangers_do_not_learn_that_a_post_exists() -> None:
    post = in_state(PostState.REVIEWED)

    for role in (Role.AUTHOR, Role.CONTRIBUTOR, Role.READER):
        response = Desk(role).call(post, "publish")
        assert (response.status_code, response.json()["error_code"]) == (404, "BLG0012")
    assert APIClient().post(f"/api/v1/posts/{post.slug}/publish/").status_code == 401


def test_who_sees_a_post_and_may_not_move_it_is_told_so() -> None:
    writer = Desk(Role.CONTRIBUTOR)
    post = in_state(PostState.REVIEWED, authors=[writer.author])

    response = writer.call(post, "publish", match=None)

    assert (response.status_code, response.json()["error_code"]) == (403, "BLG0046")


@pytest.mark.parametrize("key", ["id", "slug", "former"])
def test_a_post_is_named_by_id_slug_or_former_slug(key: str) -> None:
    post = in_state(PostState.DRAFT, slug="before")
    Post.objects.filter(pk=post.pk).update(slug="after")
    name = {"id": str(post.public_id), "slug": "after", "former": "before"}[key]

    response = Desk(Role.EDITOR).client.post(
        f"/api/v1/posts/{name}/submit/", {}, format="json", headers={"If-Match": "*"}
    )

    assert response.status_code == 200


def test_a_move_says_which_version_it_means() -> None:
    editor = Desk(Role.EDITOR)
    post = in_state(PostState.DRAFT)
    first = etag_of(post)

    missing = editor.call(post, "submit", match=None)
    unknown = editor.call(post, "submit", match='"abc"')
    good = editor.call(post, "submit", match=first)
    stale = editor.call(post, "approve", match=first)

    codes = [answer.status_code for answer in (missing, unknown, good, stale)]
    assert codes == [428, 412, 200, 412]
    assert stale.json()["error_code"] == "BLG0044"
    assert stale.json()["current_version"] == 2
    assert stale.json()["current_etag"] == good["ETag"]
    assert Post.objects.get().state == PostState.SUBMITTED


@pytest.mark.parametrize(
    ("move", "body", "pointer"),
    [
        ("request-changes", {}, "/reason"),
        ("request-changes", {"reason": " "}, "/reason"),
        ("request-changes", {"reason": "a\x00b"}, "/reason"),
        ("request-changes", {"reason": ["a"]}, "/reason"),
        ("request-changes", {"reason": "x" * 5001}, "/reason"),
        ("approve", {"state": "published"}, "/state"),
        ("approve", {"publish_at": "2999-01-01T00:00:00Z"}, "/publish_at"),
        ("archive", {"reason": None}, "/reason"),
    ],
)
def test_bad_bodies_are_refused_with_a_pointer(
    move: str, body: dict[str, Any], pointer: str
) -> None:
    post = in_state(PostState.SUBMITTED)

    response = Desk(Role.EDITOR).call(post, move, **body)

    assert response.status_code == 400
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]
    assert Post.objects.get().version == 1


def test_a_reviewer_chooses_who_reviews() -> None:
    editor, other = Desk(Role.EDITOR), Desk(Role.EDITOR)
    post = in_state(PostState.DRAFT)

    document = editor.call(post, "submit", assignee=str(other.user.public_id)).json()

    assert document["assignee"] == str(other.user.public_id)
    assert Post.objects.get().assignee == other.user


def test_writers_choose_no_reviewer() -> None:
    writer, editor = Desk(Role.AUTHOR), Desk(Role.EDITOR)
    post = in_state(PostState.DRAFT, authors=[writer.author])

    response = writer.call(post, "submit", assignee=str(editor.user.public_id))

    assert response.status_code == 403
    assert Post.objects.get().state == PostState.DRAFT


def test_only_reviewers_are_assigned() -> None:
    editor, reader = Desk(Role.EDITOR), UserFactory.create()
    post = in_state(PostState.DRAFT)

    for public_id in (reader.public_id, post.public_id):
        response = editor.call(post, "submit", assignee=str(public_id))
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/assignee"


def test_publishing_counts_beside_the_post_and_takes_twelve_statements() -> None:
    writer = Desk(Role.AUTHOR)
    tag = TagFactory.create()
    post = in_state(PostState.REVIEWED, authors=[writer.author], tags=[tag])
    SeriesFactory.create(posts=[post])
    _token, key = open_session(user=writer.user, device_name="test", now=NOW)

    client = APIClient(HTTP_AUTHORIZATION=f"Token {key}")
    with freeze_time(NOW), CaptureQueriesContext(connection) as queries:
        response = client.post(
            f"/api/v1/posts/{post.public_id}/publish/",
            {},
            format="json",
            headers={"If-Match": etag_of(post)},
        )
    writer.author.refresh_from_db()

    assert response.status_code == 200, response.content
    assert response.json()["published_at"] == "2026-05-06T12:00:00Z"
    assert (Tag.objects.get().post_count, writer.author.post_count) == (1, 1)
    ours = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    # One is `etag_of` above.
    assert len(ours) - 1 <= 12, "\n".join(ours)


def test_a_post_published_before_its_planned_time_is_published_now() -> None:
    post = in_state(PostState.SCHEDULED)

    with freeze_time(NOW):
        Desk(Role.EDITOR).call(post, "publish")

    post.refresh_from_db()
    assert (post.published_at, post.publish_at) == (NOW, None)


def test_moves_outside_the_api_are_logged_without_an_actor() -> None:
    author = AuthorFactory.create()
    content = PostInput(
        title="Hello",
        body_markdown="Words.",
        authors=(AuthorRef(author.pk, author.public_id),),
    )
    post = create_post(content, actor=None, now=NOW)
    Post.objects.filter(pk=post.pk).update(state=PostState.SUBMITTED)

    log = StateTransitionLog.objects.get()

    assert (log.target, log.actor, log.reason) == ("submitted", None, "")


@pytest.mark.query_budget("api:v1:blog:post-transition-list")
@pytest.mark.parametrize("number", [1, 100])
def test_the_log_of_a_post_takes_two_statements(number: int) -> None:
    editor = Desk(Role.EDITOR)
    post = in_state(PostState.DRAFT)
    StateTransitionLog.objects.bulk_create(
        StateTransitionLog(
            post=post,
            source="draft",
            target="submitted",
            actor=editor.user,
            reason=str(n),
            created_at=LONG_AGO + timedelta(seconds=n),
        )
        for n in range(number)
    )
    editor.user.get_all_permissions()
    path = f"/api/v1/posts/{post.public_id}/transitions/?page_size=100"

    with CaptureQueriesContext(connection) as queries:
        document = editor.client.get(path).json()

    assert len(queries) == 2
    assert [row["reason"] for row in document["results"]] == [
        str(n) for n in reversed(range(number))
    ]
    assert document["results"][-1] == {
        "from_state": "draft",
        "to_state": "submitted",
        "at": "2020-01-02T03:04:05Z",
        "actor": str(editor.user.public_id),
        "reason": "0",
    }


def test_the_log_of_a_post_is_for_those_who_have_it_on_their_desk() -> None:
    post = in_state(PostState.PUBLISHED)
    path = f"/api/v1/posts/{post.public_id}/transitions/"

    assert Desk(Role.AUTHOR).client.get(path).status_code == 404
    assert APIClient().get(path).status_code == 401
    assert Desk(Role.SUPPORT_AGENT).client.get(path).status_code == 200
