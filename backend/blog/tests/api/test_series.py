from __future__ import annotations

import pytest
from django.test import Client

from blog.models import Series
from blog.tests.factories import PostFactory, SeriesFactory
from custom_user.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/series/"


def test_only_series_with_public_posts_are_known(client: Client) -> None:
    for slug, traits in {
        "public": {"published": True},
        "draft": {},
        "private": {"published": True, "private": True},
        "unlisted": {"published": True, "unlisted": True},
    }.items():
        SeriesFactory.create(
            slug=slug, posts=[PostFactory.create(**traits)], recount=True
        )
    SeriesFactory.create(slug="empty")

    series = client.get(LIST).json()["results"]

    assert [row["slug"] for row in series] == ["public"]
    for slug in ("draft", "private", "unlisted", "empty"):
        response = client.get(f"{LIST}{slug}/")
        assert response.status_code == 404
        assert response.json()["error_code"] == "BLG0014"


def test_detail_has_the_visible_posts_in_reading_order(client: Client) -> None:
    second = PostFactory.create(published=True, slug="second", title="Second")
    first = PostFactory.create(published=True, slug="first", title="First")
    members = PostFactory.create(published=True, members=True, slug="members")
    series = SeriesFactory.create(
        slug="notes",
        title="Notes",
        posts=[first, PostFactory.create(), members, second],
        recount=True,
    )

    for key in ("notes", series.public_id):
        body = client.get(f"{LIST}{key}/").json()
        assert body == {
            "id": str(series.public_id),
            "slug": "notes",
            "url": "http://127.0.0.1:8000/series/notes/",
            "title": "Notes",
            "description": "",
            "post_count": 2,
            "posts": [
                {"id": str(first.public_id), "slug": "first", "title": "First"},
                {"id": str(second.public_id), "slug": "second", "title": "Second"},
            ],
        }
    user = UserFactory.create()
    client.login(username=user.email, password=PASSWORD)
    posts = client.get(f"{LIST}notes/").json()["posts"]
    assert [post["slug"] for post in posts] == ["first", "members", "second"]


def test_former_slug_leads_to_the_current_one(client: Client) -> None:
    series = SeriesFactory.create(slug="a", post_count=1)
    for slug in ("b", "c"):
        Series.objects.filter(pk=series.pk).update(slug=slug)

    for former in ("a", "b"):
        response = client.get(f"{LIST}{former}/?fields=title")
        assert response.status_code == 301
        assert response["Location"].endswith("/api/v1/series/c/?fields=title")


@pytest.mark.parametrize(
    ("query", "expected"), [("", "ABC"), ("?ordering=-title", "CBA")]
)
def test_every_ordering_orders(client: Client, query: str, expected: str) -> None:
    for title in "BCA":
        SeriesFactory.create(title=title, post_count=1)

    series = client.get(f"{LIST}{query}").json()["results"]

    assert "".join(row["title"] for row in series) == expected


def test_lists_do_not_hold_the_posts(client: Client) -> None:
    SeriesFactory.create(posts=[PostFactory.create(published=True)], recount=True)

    (series,) = client.get(LIST).json()["results"]

    assert "posts" not in series
