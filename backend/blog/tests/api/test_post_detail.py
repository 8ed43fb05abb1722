from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from blog.models import Post
from blog.tests.factories import PostFactory, SeriesFactory

pytestmark = pytest.mark.django_db
DETAIL = "/api/v1/posts"
SOURCE = "# Über\r\n\r\nTab\there,  two spaces  \n\n\n<b>&amp;</b> \u200bend \n"
SUMMARY = {
    "id", "slug", "url", "title", "subtitle", "excerpt", "authors", "tags", "series",
    "cover_image", "published_at", "edited_at", "reading_minutes", "word_count",
    "comment_count", "reaction_count", "is_featured", "language", "visibility",
}  # fmt: skip


def get(client: Client, path: str) -> Any:
    response = client.get(f"{DETAIL}/{path}")
    assert response.status_code == 200, response.content
    return response.json()


def test_post_is_found_by_slug_and_by_id(client: Client) -> None:
    post = PostFactory.create(published=True, slug="größe")
    PostFactory.create(published=True)

    assert get(client, "größe/")["id"] == str(post.public_id)
    assert get(client, f"{post.public_id}/")["slug"] == "größe"


@pytest.mark.parametrize("form", ["{{{}}}", "urn:uuid:{}", "hex"])
def test_post_has_one_address_by_id(client: Client, form: str) -> None:
    post = PostFactory.create(published=True)
    key = post.public_id.hex if form == "hex" else form.format(post.public_id)

    assert client.get(f"{DETAIL}/{key}/").status_code == 404


def test_detail_has_exactly_the_promised_members(client: Client) -> None:
    PostFactory.create(
        published=True,
        slug="one",
        body_markdown="## First\n\nWords *here*.",
        rendered=True,
        canonical_url="https://example.com/first",
    )

    post = get(client, "one/")

    assert set(post) == SUMMARY | {"body", "table_of_contents", "canonical_url"}
    assert set(post["body"]) == {"html"}
    assert "<em>here</em>" in post["body"]["html"]
    (heading,) = post["table_of_contents"]
    assert (heading["title"], heading["level"]) == ("First", 2)
    assert f'id="{heading["id"]}"' in post["body"]["html"]
    assert post["canonical_url"] == "https://example.com/first"


def test_markdown_comes_back_byte_for_byte(client: Client) -> None:
    PostFactory.create(published=True, slug="one", body_markdown=SOURCE, rendered=True)

    body = get(client, "one/?formats=markdown,text")["body"]

    assert set(body) == {"markdown", "text"}
    assert body["markdown"].encode() == SOURCE.encode()
    assert "<b>" not in body["text"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("formats=pdf", "?formats"),
        ("formats=", "?formats"),
        ("fields=state", "?fields"),
        ("preview=token", "?preview"),
        ("page=1", "?page"),
    ],
)
def test_wrong_parameters_are_refused_by_name(
    client: Client, query: str, pointer: str
) -> None:
    PostFactory.create(published=True, slug="one")

    response = client.get(f"{DETAIL}/one/?{query}")

    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@pytest.mark.parametrize("suffix", ["", "neighbors/"])
def test_former_slugs_lead_to_the_current_one_in_one_hop(
    client: Client, suffix: str
) -> None:
    post = PostFactory.create(published=True, slug="first")
    SeriesFactory.create(posts=[post])
    for slug in ("second", "third", "größe"):
        Post.objects.filter(pk=post.pk).update(slug=slug)

    for former in ("first", "second", "third"):
        response = client.get(f"{DETAIL}/{former}/{suffix}?fields=title&include=tag")

        assert response.status_code == 301
        assert response["Location"] == (
            f"http://testserver{DETAIL}/gr%C3%B6%C3%9Fe/{suffix}"
            "?fields=title&include=tag"
        )
        assert client.get(response["Location"]).status_code == 200


def test_slug_that_is_taken_back_is_current_again(client: Client) -> None:
    post = PostFactory.create(published=True, slug="first")
    for slug in ("second", "first"):
        Post.objects.filter(pk=post.pk).update(slug=slug)

    assert get(client, "first/")["slug"] == "first"
    assert client.get(f"{DETAIL}/second/")["Location"].endswith("/posts/first/")


@pytest.mark.parametrize("suffix", ["", "neighbors/"])
def test_trashed_post_that_was_public_is_gone(client: Client, suffix: str) -> None:
    post = PostFactory.create(published=True, slug="first")
    Post.objects.filter(pk=post.pk).update(slug="last", trashed_at=post.published_at)

    for key in ("last", "first", post.public_id):
        response = client.get(f"{DETAIL}/{key}/{suffix}")

        assert response.status_code == 410
        assert response.json()["error_code"] == "BLG0015"


@pytest.mark.parametrize(
    "traits",
    [
        {"trashed": True},
        {"trashed": True, "published": True, "private": True},
        {},
        {"published": True, "private": True},
        {"published": True, "members": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("suffix", ["", "neighbors/"])
def test_what_a_stranger_may_not_know_of_is_not_found(
    client: Client, traits: dict[str, bool], suffix: str
) -> None:
    post = PostFactory.create(**traits, slug="first")
    Post.objects.filter(pk=post.pk).update(slug="hidden")

    for key in ("hidden", "first", post.public_id, uuid4()):
        response = client.get(f"{DETAIL}/{key}/{suffix}")

        assert response.status_code == 404
        assert response.json()["error_code"] == "BLG0012"
        assert "hidden" not in response.json()["detail"]


@pytest.mark.parametrize("key", ["a%00b", "%00", "%FF", "%ED%A0%80", "x" * 10_000])
@pytest.mark.parametrize("suffix", ["", "neighbors/"])
def test_hostile_keys_name_nothing(client: Client, key: str, suffix: str) -> None:
    assert client.get(f"{DETAIL}/{key}/{suffix}").status_code == 404
