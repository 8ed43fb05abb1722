"""Writers who edit one post at the same moment, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from blog.models import Post
from blog.tests.api.desk import POSTS, Writer, address, etag
from blog.tests.factories import PostFactory, SeriesFactory
from custom_user.constants import Role

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 30
# Fields of one post, each of which thirty edits can be told apart by.
FIELDS = (
    "title",
    "subtitle",
    "excerpt",
    "body_markdown",
    "meta_title",
    "meta_description",
)


def all_at_once(writer: Writer, call: Callable[[APIClient, int], Any]) -> list[Any]:
    start = Barrier(RACERS)

    def run(number: int) -> Any:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=writer.authorization)
        start.wait(timeout=30)
        try:
            return call(client, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=RACERS) as pool:
        return list(pool.map(run, range(RACERS)))


def racing_patches(writer: Writer, post: Post, bodies: list[Any]) -> list[Any]:
    headers: dict[str, Any] = {"HTTP_IF_MATCH": etag(post)}
    return all_at_once(
        writer,
        lambda client, number: client.patch(
            address(post), bodies[number], format="json", **headers
        ),
    )


@pytest.mark.parametrize("is_live", [False, True])
def test_of_edits_from_one_base_one_wins_for_each_field(*, is_live: bool) -> None:
    writer = Writer(Role.EDITOR)
    created = writer.create(title="On boats", body_markdown="Words.").json()
    post = Post.objects.get(public_id=created["id"])
    if is_live:
        for move in ("submit", "approve"):
            getattr(post, move)()
            post.save()
        post.publish(at=post.created_at)
        post.save()
    names = [FIELDS[number % len(FIELDS)] for number in range(RACERS)]
    bodies = [{name: f"By {number}"} for number, name in enumerate(names)]

    answers = racing_patches(writer, post, bodies)

    shown = writer.read(post).json()
    for field in FIELDS:
        mine = [n for n in range(RACERS) if names[n] == field]
        won = [n for n in mine if answers[n].status_code == 200]
        lost = [n for n in mine if answers[n].status_code == 412]
        assert (len(won), len(lost)) == (1, len(mine) - 1)
        assert shown[field] == f"By {won[0]}"
        assert all(answers[n].json()["conflicting"] == [field] for n in lost)
    assert shown["version"] == 1 + len(FIELDS)
    assert shown["revision"] == 1 + len(FIELDS)
    assert shown["has_unpublished_changes"] is is_live


def test_thirty_edits_of_different_things_all_survive() -> None:
    writer = Writer(Role.EDITOR)
    posts = [
        Post.objects.get(public_id=writer.create(title=f"P{n}").json()["id"])
        for n in range(5)
    ]
    bodies = [(posts[n % 5], FIELDS[n // 5], f"By {n}") for n in range(RACERS)]

    answers = all_at_once(
        writer,
        lambda client, number: client.patch(
            address(bodies[number][0]),
            {bodies[number][1]: bodies[number][2]},
            format="json",
            HTTP_IF_MATCH=etag(bodies[number][0], 1),
        ),
    )

    assert {answer.status_code for answer in answers} == {200}
    shown = {post.pk: writer.read(post).json() for post in posts}
    assert all(shown[post.pk][field] == text for post, field, text in bodies)


def test_posts_created_at_once_get_slugs_and_places_of_their_own() -> None:
    writer, series = Writer(), SeriesFactory.create(posts=[PostFactory.create()])
    body = {"title": "On boats", "series": str(series.public_id)}

    answers = all_at_once(
        writer, lambda client, _number: client.post(POSTS, body, format="json")
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["slug"] for answer in answers}) == RACERS
    places = series.members.order_by("position").values_list("position", flat=True)
    assert list(places) == list(range(RACERS + 1))
