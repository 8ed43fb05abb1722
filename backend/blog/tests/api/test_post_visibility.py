"""Who sees which post where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time

from blog.constants import PostState
from blog.models import Post, Redirect
from blog.tests.factories import LONG_AGO, PostFactory
from custom_user.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
EVERYWHERE = {"list", "numbered", "detail", "neighbors", "archive", "path", "redirect"}
BY_URL = {"detail", "neighbors", "path", "redirect"}


def log_in(client: Client, **fields: Any) -> Any:
    user = UserFactory.create(**fields)
    assert client.login(username=user.email, password=PASSWORD)
    return user


def places(client: Client, post: Post) -> set[str]:
    """Return every place where the reader meets the post."""
    Redirect.objects.get_or_create(path="/old", defaults={"post": post})
    listed = client.get("/api/v1/posts/").json()
    numbered = client.get("/api/v1/posts/?page=1").json()
    answers = {
        "list": bool(listed["results"]),
        "numbered": bool(numbered["count"] and numbered["results"]),
        "archive": bool(client.get("/api/v1/archive/").json()["years"]),
    }
    for place, path in {
        "detail": f"posts/{post.slug}/",
        "neighbors": f"posts/{post.slug}/neighbors/",
        "path": f"resolve/?path=/posts/{post.slug}/",
        "redirect": "resolve/?path=/old",
    }.items():
        answers[place] = client.get(f"/api/v1/{path}").status_code == 200
    return {place for place, is_there in answers.items() if is_there}


@pytest.mark.parametrize(
    ("visibility", "stranger", "member"),
    [
        ("public", EVERYWHERE, EVERYWHERE),
        ("members", set(), EVERYWHERE),
        ("unlisted", BY_URL, BY_URL),
        ("private", set(), set()),
    ],
)
def test_visibility_decides_who_meets_a_post_where(
    client: Client, visibility: str, stranger: set[str], member: set[str]
) -> None:
    post = PostFactory.create(published=True, visibility=visibility)

    assert places(client, post) == stranger
    log_in(client)
    assert places(client, post) == member


@pytest.mark.parametrize("state", sorted(set(PostState) - {"published", "scheduled"}))
def test_unpublished_states_are_met_nowhere(client: Client, state: str) -> None:
    post = PostFactory.create(
        state=state, published_at=LONG_AGO, first_published_at=LONG_AGO
    )
    log_in(client)

    assert places(client, post) == set()


def test_scheduled_post_appears_exactly_at_its_time(client: Client) -> None:
    post = PostFactory.create(scheduled=True, publish_at=NOON)

    with freeze_time(NOON - MOMENT):
        assert places(client, post) == set()
    with freeze_time(NOON):
        assert places(client, post) == EVERYWHERE


def test_post_disappears_exactly_at_its_end(client: Client) -> None:
    post = PostFactory.create(published=True, unpublish_at=NOON)

    with freeze_time(NOON - MOMENT):
        assert places(client, post) == EVERYWHERE
    with freeze_time(NOON):
        assert places(client, post) == set()


def test_trash_hides_from_everyone(client: Client) -> None:
    post = PostFactory.create(published=True, trashed=True)
    log_in(client, superuser=True)

    assert places(client, post) == set()


def test_deactivated_account_is_a_stranger_at_once(client: Client) -> None:
    post = PostFactory.create(published=True, members=True)
    user = log_in(client)
    assert places(client, post) == EVERYWHERE

    user.is_active = False
    user.save()

    assert places(client, post) == set()


def test_logged_out_reader_is_a_stranger(client: Client) -> None:
    post = PostFactory.create(published=True, members=True)
    log_in(client)
    client.logout()

    assert places(client, post) == set()


def test_members_see_their_posts_between_the_others(client: Client) -> None:
    for day, traits in enumerate([{}, {"members": True}, {}]):
        at = LONG_AGO + timedelta(days=day)
        PostFactory.create(published=True, slug=f"p{day}", published_at=at, **traits)

    def middle() -> str:
        return str(client.get("/api/v1/posts/p0/neighbors/").json()["previous"]["slug"])

    assert middle() == "p2"
    log_in(client)
    assert middle() == "p1"
