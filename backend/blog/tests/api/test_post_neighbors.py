from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from blog.tests.factories import LONG_AGO, PostFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/posts/"


def slug_of(neighbor: dict[str, Any] | None) -> str | None:
    return str(neighbor["slug"]) if neighbor else None


def neighbors(client: Client, slug: str) -> tuple[str | None, str | None]:
    body = client.get(f"{LIST}{slug}/neighbors/?fields=slug").json()
    return slug_of(body["previous"]), slug_of(body["next"])


def test_neighbours_agree_with_the_list_for_every_post(client: Client) -> None:
    for hour in (5, 1, 3, 3, 3, 2, 5):
        at = LONG_AGO + timedelta(hours=hour)
        PostFactory.create(published=True, published_at=at)
        PostFactory.create(published=True, published_at=at, unlisted=True)
        PostFactory.create(published=True, published_at=at, trashed=True)
        PostFactory.create()
    posts = client.get(f"{LIST}?fields=slug&page_size=100").json()["results"]
    order = [None, *(post["slug"] for post in posts), None]

    met = [
        (before, slug, after)
        for slug in order[1:-1]
        for before, after in [neighbors(client, slug)]
    ]

    assert met == list(zip(order, order[1:], order[2:], strict=False))
    assert len(met) == 7


def test_only_post_has_no_neighbours(client: Client) -> None:
    PostFactory.create(published=True, slug="alone")

    assert neighbors(client, "alone") == (None, None)


def test_unlisted_post_stands_between_the_listed_ones(client: Client) -> None:
    for hour, traits in enumerate([{}, {"unlisted": True}, {}]):
        at = LONG_AGO + timedelta(hours=hour)
        PostFactory.create(published=True, slug=f"p{hour}", published_at=at, **traits)

    assert neighbors(client, "p1") == ("p2", "p0")
    assert neighbors(client, "p2") == (None, "p0")


def test_neighbours_are_summaries(client: Client) -> None:
    PostFactory.create(published=True, slug="one")
    PostFactory.create(published=True, published_at=LONG_AGO + timedelta(1))

    newer = client.get(f"{LIST}one/neighbors/").json()["previous"]

    assert [newer] == client.get(f"{LIST}?page_size=1").json()["results"]
