"""Changes of posts over the API: what is merged, what is refused, who sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from blog.models import Post
from blog.services.writing import apply_working_revision
from blog.tests.api.desk import (
    Statements,
    Writer,
    address,
    etag,
    pointers,
)
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory
from custom_user.constants import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Writer:
    return Writer(Role.AUTHOR)


def draft_of(writer: Writer, **body: Any) -> Post:
    response = writer.create(**{"title": "On boats", "body_markdown": "Words.", **body})
    assert response.status_code == 201, response.content
    return Post.objects.get(public_id=response.json()["id"])


def live_post_of(writer: Writer, **fields: Any) -> Post:
    return PostFactory.create(
        published=True, rendered=True, authors=[writer.profile], **fields
    )


def publish_change(post: Post) -> None:
    locked = Post.objects.select_for_update().get(pk=post.pk)
    apply_working_revision(post=locked, now=timezone.now())


def test_a_patch_changes_what_it_names(writer: Writer) -> None:
    post = draft_of(writer, subtitle="Small", tags=[str(TagFactory.create().public_id)])

    response = writer.patch(post, {"title": "On ships", "subtitle": None, "tags": None})

    assert response.status_code == 200, response.content
    post.refresh_from_db()
    assert (post.title, post.subtitle, post.body_markdown) == ("On ships", "", "Words.")
    assert not post.tags.exists()
    assert post.slug == "on-boats"
    assert response["ETag"] == etag(post, 2)
    assert writer.read(post).json() == response.json()
    assert post.revisions.count() == 2


def test_an_empty_patch_changes_nothing(writer: Writer) -> None:
    post = draft_of(writer)
    before = Post.objects.filter(pk=post.pk).values().get()

    for body in [{}, {"title": "On boats"}]:
        response = writer.patch(post, body)

        assert response.status_code == 200
        assert response["ETag"] == etag(post, 1)
    assert Post.objects.filter(pk=post.pk).values().get() == before
    assert post.revisions.count() == 1


def test_a_put_sets_everything_and_can_be_sent_again(writer: Writer) -> None:
    post = draft_of(writer, subtitle="Small", meta_title="Boats", is_noindex=True)
    body = {"title": "On ships", "body_markdown": "More."}

    first = writer.put(post, body, version=1)
    again = writer.put(post, body, version=1)

    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    post.refresh_from_db()
    assert (post.subtitle, post.meta_title, post.is_noindex) == ("", "", False)
    assert (post.slug, post.version) == ("on-boats", 2)
    assert [line.author for line in post.bylines.all()] == [writer.profile]


def test_what_the_desk_shows_can_be_put_back(writer: Writer) -> None:
    tag = TagFactory.create()
    post = draft_of(writer, tags=[str(tag.public_id)], excerpt="Why.")
    shown = writer.read(post).json()
    body = {name: shown[name] for name in ("title", "slug", "tags", "authors")}
    body |= {"excerpt": "Why.", "body_markdown": shown["body_markdown"]}

    assert writer.put(post, body).json() == shown


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 428),
        ('"nonsense"', 412),
        ('"{id}.99"', 412),
        ('"{id}.0"', 412),
        ('"{id}.1x"', 412),
        ("{id}.1", 412),
        ('"{id}.1"', 200),
        ('W/"{id}.1"', 200),
        ('"other", "{id}.1"', 200),
        ("*", 200),
    ],
)
def test_changes_say_what_they_were_made_from(
    writer: Writer, header: str | None, status: int
) -> None:
    post = draft_of(writer)
    headers: dict[str, Any] = {}
    if header:
        headers = {"HTTP_IF_MATCH": header.format(id=post.public_id)}

    for method in (writer.client.patch, writer.client.put):
        body = {"title": "On boats", "body_markdown": "Words."}
        response = method(address(post), body, format="json", **headers)

        assert response.status_code == status


def test_edits_of_different_fields_both_stand(writer: Writer) -> None:
    post = draft_of(writer)

    assert writer.patch(post, {"title": "On ships"}, version=1).status_code == 200
    assert writer.patch(post, {"body_markdown": "M."}, version=1).status_code == 200
    third = writer.put(
        post,
        {"title": "On boats", "body_markdown": "Words.", "subtitle": "S"},
        version=1,
    )

    assert third.status_code == 200
    post.refresh_from_db()
    assert (post.title, post.body_markdown, post.subtitle) == ("On ships", "M.", "S")


def test_what_only_others_changed_needs_no_right_of_ones_own(writer: Writer) -> None:
    post = draft_of(writer)
    Writer(Role.EDITOR).patch(post, {"is_featured": True}, version=1)

    response = writer.put(post, {"title": "Ships", "body_markdown": "W."}, version=1)

    assert response.status_code == 200
    assert response.json()["is_featured"]


def test_edits_of_one_field_are_refused_with_both_texts(writer: Writer) -> None:
    post = draft_of(writer)
    writer.patch(post, {"body_markdown": "Theirs", "subtitle": "S"}, version=1)

    response = writer.patch(
        post, {"body_markdown": "Mine", "meta_title": "M", "subtitle": "T"}, version=1
    )

    problem = response.json()
    assert response.status_code == 412
    assert problem["error_code"] == "BLG0030"
    assert problem["conflicting"] == ["body_markdown", "subtitle"]
    assert problem["body"] == {"yours": "Mine", "current": "Theirs"}
    assert problem["current_version"] == 2
    assert problem["current_etag"] == etag(post, 2)
    post.refresh_from_db()
    assert (post.body_markdown, post.meta_title, post.version) == ("Theirs", "", 2)


def test_a_version_without_a_record_conflicts_with_everything(writer: Writer) -> None:
    post = PostFactory.create(authors=[writer.profile], version=5)

    response = writer.patch(post, {"subtitle": "S", "title": post.title}, version=2)

    assert response.status_code == 412
    assert response.json()["conflicting"] == ["subtitle"]


def test_readers_of_a_live_post_see_nothing_until_it_is_published(
    writer: Writer,
) -> None:
    old, new = TagFactory.create(), TagFactory.create()
    post = live_post_of(writer, tags=[old], body_markdown="Before.", slug="before")
    public = Client().get(address(post))
    body = {
        "title": "After",
        "slug": "after",
        "body_markdown": "After all.",
        "tags": [str(new.public_id)],
        "series": str(SeriesFactory.create().public_id),
        "comments_open": False,
    }

    response = writer.patch(post, body)

    assert response.status_code == 200, response.content
    assert response.json()["has_unpublished_changes"]
    now = Client().get(address(post))
    assert (now.content, now.get("ETag")) == (public.content, public.get("ETag"))
    assert {name: writer.read(post).json()[name] for name in body} == body

    publish_change(post)

    shown = Client().get(address(post)).json()
    assert (shown["title"], shown["slug"]) == ("After", "after")
    assert shown["tags"][0]["id"] == str(new.public_id)
    assert shown["series"]["position"] == 1
    new.refresh_from_db()
    assert new.post_count == 1
    assert Client().get("/api/v1/posts/before/").status_code == 301
    desk = writer.read(post).json()
    assert not desk["has_unpublished_changes"]
    assert desk["version"] == 3


def test_edits_of_a_working_revision_build_on_it(writer: Writer) -> None:
    post = live_post_of(writer, title="Before", body_markdown="Before.")
    writer.patch(post, {"title": "After"})
    writer.patch(post, {"subtitle": "Under"})

    conflict = writer.patch(post, {"subtitle": "Over"}, version=2)

    assert conflict.status_code == 412
    shown = writer.read(post).json()
    assert (shown["title"], shown["subtitle"], shown["revision"]) == (
        "After",
        "Under",
        2,
    )
    back = writer.patch(post, {"title": "Before", "subtitle": ""})
    assert not back.json()["has_unpublished_changes"]


def test_a_slug_that_was_taken_meanwhile_stops_the_publication(writer: Writer) -> None:
    post = live_post_of(writer)
    taken = PostFactory.create(slug="mine")

    assert writer.patch(post, {"slug": "mine"}).status_code == 409
    Post.objects.filter(pk=taken.pk).update(slug="other")
    assert writer.patch(post, {"slug": "mine"}).status_code == 409
    assert writer.patch(post, {"slug": "free"}).status_code == 200


def test_who_may_only_write_titles_writes_only_titles(writer: Writer) -> None:
    post = draft_of(writer)
    permission = Permission.objects.get(codename="update_title")
    group = Group.objects.create(name="Title writers")
    group.permissions.add(permission)
    writer.user.groups.set([group])

    response = writer.patch(post, {"title": "T", "body_markdown": "B", "subtitle": "S"})

    assert response.status_code == 403
    assert pointers(response) == [
        ("/body_markdown", "forbidden"),
        ("/subtitle", "forbidden"),
    ]
    assert writer.patch(post, {"title": "T"}).status_code == 200


def test_writers_take_no_names_off_and_add_what_they_like(writer: Writer) -> None:
    other = Writer(Role.AUTHOR)
    post = draft_of(writer)
    mine, theirs = (str(each.profile.public_id) for each in (writer, other))

    assert writer.patch(post, {"authors": [theirs, mine]}).status_code == 200
    assert writer.patch(post, {"authors": [mine]}).status_code == 403
    assert writer.read(post).json()["authors"] == [theirs, mine]


def test_strangers_do_not_learn_that_a_draft_exists(writer: Writer) -> None:
    post = draft_of(writer)
    for stranger in (Writer(Role.AUTHOR), Writer(None)):
        assert stranger.read(post).status_code == 404
        assert stranger.patch(post, {}).status_code == 404
        assert stranger.put(post, {"title": "A"}).status_code == 404
    assert Client().get(f"{address(post)}?version=draft").status_code == 404


def test_who_reads_a_post_is_told_that_they_may_not_change_it(writer: Writer) -> None:
    post = live_post_of(Writer(Role.AUTHOR))

    assert writer.read(post).status_code == 404
    assert writer.patch(post, {}).status_code == 403


def test_a_submitted_post_is_closed_to_who_cannot_publish() -> None:
    contributor = Writer(Role.CONTRIBUTOR)
    post = PostFactory.create(authors=[contributor.profile], state="submitted")

    assert contributor.patch(post, {"title": "A"}).status_code == 403


def test_what_lies_in_the_trash_is_read_and_not_changed(writer: Writer) -> None:
    post = PostFactory.create(authors=[writer.profile], trashed=True)

    assert writer.read(post).json()["trashed_at"]
    assert writer.patch(post, {"title": "A"}).status_code == 409


def test_what_an_editor_attached_may_stay(writer: Writer) -> None:
    foreign = TagFactory.create(owner=Writer().user)
    own = TagFactory.create(owner=writer.user)
    post = PostFactory.create(authors=[writer.profile], tags=[foreign])

    ids = sorted([str(own.public_id), str(foreign.public_id)])

    assert writer.patch(post, {"tags": ids}).status_code == 200
    assert set(post.tags.all()) == {own, foreign}


def test_an_edit_takes_at_most_twelve_statements(writer: Writer) -> None:
    post = draft_of(writer, tags=[str(TagFactory.create().public_id)])
    live = live_post_of(writer)
    body = {
        "title": "On ships",
        "body_markdown": "More words.",
        "meta_title": "M",
        "visibility": "unlisted",
        "tags": [str(tag.public_id) for tag in TagFactory.create_batch(3)],
    }

    for each in (post, live):
        tag = etag(each)
        with Statements() as statements:
            response = writer.patch(each, body, version=tag)
        assert response.status_code == 200
        assert statements.number <= 12, "\n".join(q["sql"] for q in statements)
