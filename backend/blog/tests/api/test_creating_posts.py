"""New posts over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from blog.models import Post
from blog.tests.api.desk import (
    POSTS,
    Statements,
    Writer,
    address,
    etag,
    only_post,
    pointers,
)
from blog.tests.factories import (
    MediaFileFactory,
    PostFactory,
    SeriesFactory,
    TagFactory,
)
from custom_user.constants import Role
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CONTENT: dict[str, Any] = {
    "title": "On boats",
    "subtitle": "Small ones",
    "slug": "boats",
    "excerpt": "Why they float.",
    "body_markdown": "  They *float*.\n",
    "language": "en-GB",
    "canonical_url": "https://example.org/boats",
    "meta_title": "Boats!",
    "meta_description": "All about them.",
    "is_noindex": True,
    "comments_open": False,
    "is_featured": False,
    "visibility": "members",
}


def test_a_title_is_enough() -> None:
    writer = Writer()

    response = writer.create(title="On boats")

    post = only_post()
    assert response.status_code == 201, response.content
    assert response["Location"].endswith(f"{address(post)}?version=draft")
    assert response["ETag"] == etag(post, 1)
    assert response["Cache-Control"] == "private, no-store"
    shown = response.json()
    assert shown["state"] == "draft"
    assert shown["slug"] == "on-boats"
    assert shown["authors"] == [str(writer.profile.public_id)]
    assert shown["allowed_transitions"] == ["submit"]
    assert not shown["has_unpublished_changes"]
    assert (shown["version"], shown["revision"]) == (1, 1)


def test_everything_is_stored_and_shown_as_it_was_sent() -> None:
    writer, tags = Writer(), TagFactory.create_batch(2)
    series = SeriesFactory.create(posts=[PostFactory.create()])
    cover = MediaFileFactory.create(uploaded_by=writer.user)
    body = CONTENT | {
        "authors": [str(writer.profile.public_id)],
        "tags": sorted(str(tag.public_id) for tag in tags),
        "cover_image": str(cover.public_id),
        "series": str(series.public_id),
    }

    response = writer.create(**body)

    assert response.status_code == 201, response.content
    post = Post.objects.get(slug="boats")
    shown = writer.read(post)
    assert shown.json() == response.json()
    assert shown["ETag"] == response["ETag"]
    assert {name: shown.json()[name] for name in body} == body
    assert post.body_markdown == body["body_markdown"]
    assert post.series_member.position == 1
    assert set(post.tags.all()) == set(tags)


def test_an_editor_creates_for_others() -> None:
    editor, other = Writer(Role.EDITOR), Writer()

    response = editor.create(
        title="A", is_featured=True, authors=[str(other.profile.public_id)]
    )

    assert response.status_code == 201
    assert only_post().bylines.get().author == other.profile


def test_a_made_slug_evades_those_that_are_taken() -> None:
    PostFactory.create(slug="on-boats")

    response = Writer().create(title="On boats")

    assert response.json()["slug"] == "on-boats-2"


def test_a_slug_of_another_post_is_a_conflict() -> None:
    former = PostFactory.create(slug="former")
    Post.objects.filter(pk=former.pk).update(slug="present")

    for slug in ["former", "present"]:
        response = Writer().create(title="A", slug=slug)

        assert response.status_code == 409
        assert pointers(response) == [("/slug", "taken")]
    assert Post.objects.count() == 1


def test_who_may_not_write_creates_nothing() -> None:
    for role in [Role.READER, Role.MODERATOR, None]:
        assert Writer(role).create(title="A").status_code == 403
    without_profile = Writer()
    without_profile.profile.delete()

    assert without_profile.create(title="A").status_code == 403
    assert not Post.objects.exists()


@pytest.mark.parametrize("field", ["is_featured"])
def test_fields_of_editors_are_refused_by_name(field: str) -> None:
    response = Writer().create(title="A", **{field: True})

    assert response.status_code == 403
    assert pointers(response) == [(f"/{field}", "forbidden")]


def test_nobody_signs_for_others_alone() -> None:
    response = Writer().create(title="A", authors=[str(Writer().profile.public_id)])

    assert response.status_code == 403
    assert pointers(response) == [("/authors", "byline")]


def test_things_of_others_and_of_nobody_are_refused_alike() -> None:
    writer, other = Writer(), UserFactory.create()
    tags = [
        str(TagFactory.create().public_id),
        str(TagFactory.create(owner=other).public_id),
        "00000000-0000-4000-8000-000000000000",
    ]
    cover = MediaFileFactory.create(uploaded_by=other)

    response = writer.create(
        title="A",
        tags=tags,
        cover_image=str(cover.public_id),
        series=tags[2],
        authors=[str(writer.profile.public_id), tags[2]],
    )

    missing = sorted(tags).index(tags[1]), sorted(tags).index(tags[2])
    assert response.status_code == 400
    assert sorted(pointers(response)) == sorted(
        [
            ("/authors/1", "does_not_exist"),
            ("/cover_image", "does_not_exist"),
            ("/series", "does_not_exist"),
            *((f"/tags/{place}", "does_not_exist") for place in missing),
        ]
    )
    assert not Post.objects.exists()


def test_the_title_is_more_than_the_body() -> None:
    response = Writer().create(title="Same", body_markdown="\nSame ")

    assert response.status_code == 400
    assert pointers(response) == [("/title", "same_as_body")]


@override_settings(
    TITLE_FORBIDDEN_CHARACTERS="<|", TITLE_RESERVED_WORDS=frozenset({"untitled"})
)
def test_the_named_rule_holds_for_titles() -> None:
    writer = Writer()

    forbidden, reserved = writer.create(title="a < b"), writer.create(title="Untitled")

    assert pointers(forbidden) == [("/title", "forbidden_characters")]
    assert pointers(reserved) == [("/title", "reserved")]
    assert writer.create(title="Untitled works").status_code == 201


def test_creating_takes_at_most_twelve_statements() -> None:
    writer, tags = Writer(), TagFactory.create_batch(5)
    cover = MediaFileFactory.create(uploaded_by=writer.user)
    body = CONTENT | {
        "tags": [str(tag.public_id) for tag in tags],
        "cover_image": str(cover.public_id),
    }

    with Statements() as statements:
        response = writer.create(**body)

    assert response.status_code == 201
    assert statements.number <= 12, "\n".join(q["sql"][:90] for q in statements)


def test_without_an_account_nothing_is_created() -> None:
    writer = Writer()
    writer.client.credentials()

    assert writer.client.post(POSTS, {"title": "A"}, format="json").status_code == 401
