from __future__ import annotations

import pytest
from django.test import Client

from blog.models import Tag
from blog.tests.factories import PostFactory, TagFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/tags/"


def test_only_tags_of_public_posts_are_known(client: Client) -> None:
    tags = {name: TagFactory.create(slug=name) for name in ("public", "draft", "trash")}
    TagFactory.create(slug="unused")
    PostFactory.create(published=True, tags=[tags["public"]], recount=True)
    PostFactory.create(tags=[tags["draft"], tags["public"]], recount=True)
    PostFactory.create(published=True, trashed=True, tags=[tags["trash"]], recount=True)

    (tag,) = client.get(LIST).json()["results"]

    assert (tag["slug"], tag["post_count"]) == ("public", 1)
    for slug in ("draft", "trash", "unused"):
        response = client.get(f"{LIST}{slug}/")
        assert response.status_code == 404
        assert response.json()["error_code"] == "BLG0013"


def test_tag_is_found_by_slug_and_id(client: Client) -> None:
    tag = TagFactory.create(name="C++", slug="c", description="Fast.", post_count=4)

    for key in ("c", tag.public_id):
        assert client.get(f"{LIST}{key}/").json() == {
            "id": str(tag.public_id),
            "slug": "c",
            "url": "http://127.0.0.1:8000/tags/c/",
            "name": "C++",
            "description": "Fast.",
            "post_count": 4,
        }


def test_former_slug_leads_to_the_current_one(client: Client) -> None:
    tag = TagFactory.create(slug="js", post_count=1)
    for slug in ("ecmascript", "javascript"):
        Tag.objects.filter(pk=tag.pk).update(slug=slug)

    for former in ("js", "ecmascript"):
        response = client.get(f"{LIST}{former}/?fields=name")
        assert response.status_code == 301
        assert response["Location"].endswith("/api/v1/tags/javascript/?fields=name")


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("name", "abc"),
        ("-name", "cba"),
        ("post_count", "bca"),
        ("-post_count", "acb"),
    ],
)
def test_every_ordering_orders(client: Client, ordering: str, expected: str) -> None:
    for name, count in {"c": 2, "a": 3, "b": 1}.items():
        TagFactory.create(name=name, post_count=count)

    tags = client.get(f"{LIST}?ordering={ordering}&fields=name").json()["results"]

    assert "".join(tag["name"] for tag in tags) == expected


def test_names_come_first_by_default(client: Client) -> None:
    for name in "bca":
        TagFactory.create(name=name, post_count=1)

    tags = client.get(LIST).json()["results"]

    assert [tag["name"] for tag in tags] == ["a", "b", "c"]


@pytest.mark.parametrize("query", ["ordering=slug", "include=post", "fields=owner"])
def test_wrong_parameters_are_refused_by_name(client: Client, query: str) -> None:
    response = client.get(f"{LIST}?{query}")

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == f"?{query.partition('=')[0]}"
