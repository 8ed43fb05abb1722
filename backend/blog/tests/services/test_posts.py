"""Creating and changing posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from author.models import Author
from author.services import AuthorRef
from author.tests.factories import AuthorFactory
from blog.constants import PostState, Visibility
from blog.exceptions import (
    BodyRefusedError,
    SlugRefusedError,
    SlugTakenError,
    TimesRefusedError,
    TitleRefusedError,
)
from blog.models import Post, Revision
from blog.services.post_content import PostInput
from blog.services.posts import create_post, create_posts, update_post
from blog.tests.factories import MediaFileFactory, PostFactory, TagFactory
from common.exceptions import DomainError
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 5, 6, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=9), NOW + timedelta(days=9)


def ref(author: Author) -> AuthorRef:
    return AuthorRef(author.pk, author.public_id)


def content(**changes: Any) -> PostInput:
    fields = {"title": "Hello", "body_markdown": "Some *words*.", "authors": ()}
    return PostInput(**{**fields, **changes})


def create(**changes: Any) -> Post:
    return create_post(content(**changes), actor=None, now=NOW)


def test_a_new_post_has_everything_made_from_its_body() -> None:
    post = Post.objects.get(pk=create(body_markdown="## Top\n\nThree short words").pk)

    assert post.body_markdown == "## Top\n\nThree short words"
    assert "<p>Three short words</p>" in post.body_html
    assert (post.word_count, post.reading_minutes) == (4, 1)
    assert (post.excerpt, post.has_own_excerpt) == ("Three short words", False)
    assert len(post.table_of_contents) == 1


def test_the_source_is_kept_byte_for_byte() -> None:
    source = "  leading\r\n\r\ntrailing  \n\n\u00e9 e\u0301"

    assert Post.objects.get(pk=create(body_markdown=source).pk).body_markdown == source


def test_a_new_post_has_bylines_tags_and_its_first_revision() -> None:
    first, second = AuthorFactory.create_batch(2)
    tags = TagFactory.create_batch(2)
    cover = MediaFileFactory.create()
    actor = UserFactory.create()

    post = create_post(
        content(authors=(ref(second), ref(first)), tags=tuple(tags), cover_image=cover),
        actor=actor,
        now=NOW,
    )

    assert [byline.author for byline in post.bylines.all()] == [second, first]
    assert set(post.tags.all()) == set(tags)
    revision = post.revisions.get()
    assert (revision.number, revision.title, revision.created_by) == (1, "Hello", actor)
    assert revision.metadata == {
        "authors": [str(second.public_id), str(first.public_id)],
        "tags": sorted(str(tag.public_id) for tag in tags),
        "cover_image": str(cover.public_id),
        "series": None,
        "slug": "hello",
        "language": "en",
        "canonical_url": "",
        "meta_title": "",
        "meta_description": "",
        "is_noindex": False,
        "comments_open": True,
        "is_featured": False,
        "visibility": "public",
        "version": 1,
    }


@pytest.mark.parametrize(
    ("public_from", "state", "publish_at", "first"),
    [
        (None, PostState.DRAFT, None, None),
        (BEFORE, PostState.PUBLISHED, None, BEFORE),
        (NOW, PostState.PUBLISHED, None, NOW),
        (AFTER, PostState.SCHEDULED, AFTER, None),
    ],
)
def test_a_new_post_is_where_its_time_puts_it(
    public_from: datetime | None,
    state: PostState,
    publish_at: datetime | None,
    first: datetime | None,
) -> None:
    post = Post.objects.get(pk=create(public_from=public_from).pk)

    assert (post.state, post.published_at) == (state, public_from)
    assert (post.publish_at, post.first_published_at) == (publish_at, first)


def test_counters_follow_new_public_posts() -> None:
    author, tag = AuthorFactory.create(), TagFactory.create()
    names = {"authors": (ref(author),), "tags": (tag,)}

    create(public_from=NOW, **names)
    create(public_from=NOW, visibility=Visibility.MEMBERS, **names)
    create(public_from=AFTER, **names)
    create(**names)

    author.refresh_from_db()
    tag.refresh_from_db()
    assert (author.post_count, tag.post_count) == (1, 1)


def test_slugs_come_from_the_source_or_title_or_are_taken_as_given() -> None:
    posts = create_posts(
        [content(), content(), content(slug_source="From here"), content(slug="own")],
        actor=None,
        now=NOW,
    )

    assert [post.slug for post in posts] == ["hello", "hello-2", "from-here", "own"]


@pytest.mark.parametrize(
    ("changes", "error", "pointer"),
    [
        ({"title": "  "}, TitleRefusedError, "/title"),
        ({"title": "x" * 201}, TitleRefusedError, "/title"),
        ({"title": "two\nlines"}, TitleRefusedError, "/title"),
        ({"body_markdown": "x" * 200_001}, BodyRefusedError, "/body_markdown"),
        ({"body_markdown": "a\0b"}, BodyRefusedError, "/body_markdown"),
        ({"body_markdown": "\ud800"}, BodyRefusedError, "/body_markdown"),
        ({"slug": "Foo_Bar-"}, SlugRefusedError, "/slug"),
        ({"slug": "0b6d5f0e-3c1c-4c8e-9f57-0a4d6a1c2b3d"}, SlugRefusedError, "/slug"),
        ({"slug": "hello"}, SlugTakenError, "/slug"),
        ({"public_from": NOW, "unpublish_at": NOW}, TimesRefusedError, "/unpublish_at"),
    ],
)
def test_content_that_cannot_be_stored_stops_all_posts(
    changes: dict[str, Any], error: type[DomainError], pointer: str
) -> None:
    with pytest.raises(error) as caught:
        create_posts([content(), content(**changes)], actor=None, now=NOW)

    assert [fault.pointer for fault in caught.value.errors] == [pointer]
    assert not Post.objects.exists()


@pytest.mark.parametrize("slug", ["present", "former", "twice"])
def test_a_taken_slug_stops_all_posts(slug: str) -> None:
    post = PostFactory.create(slug="former")
    Post.objects.filter(pk=post.pk).update(slug="present")
    inputs = [content(slug="twice"), content(slug=slug)]

    with pytest.raises(SlugTakenError, match=slug):
        create_posts(inputs, actor=None, now=NOW)

    assert Post.objects.get() == post


def test_the_number_of_statements_does_not_grow_with_the_posts() -> None:
    names = {
        "authors": tuple(map(ref, AuthorFactory.create_batch(2))),
        "tags": tuple(TagFactory.create_batch(2)),
        "public_from": NOW,
    }
    counts = []
    for number in (1, 50):
        inputs = [content(**names) for _ in range(number)]
        with CaptureQueriesContext(connection) as statements:
            create_posts(inputs, actor=None, now=NOW)
        counts.append(len(statements))

    # The second time, the base slug is taken and its siblings are looked up.
    assert counts[1] <= counts[0] + 2


def test_an_update_without_a_change_touches_nothing() -> None:
    author, tag = AuthorFactory.create(), TagFactory.create()
    data = content(authors=(ref(author),), tags=(tag,), public_from=BEFORE)
    post = create_post(data, actor=None, now=NOW)
    before = Post.objects.values().get()

    with freeze_time(AFTER), CaptureQueriesContext(connection) as statements:
        has_changed = update_post(post, data, actor=None, now=AFTER)

    assert not has_changed
    assert Post.objects.values().get() == before
    assert Revision.objects.count() == 1
    assert not [q for q in statements if q["sql"].startswith(("UPDATE", "INSERT"))]


def test_an_update_of_the_text_makes_a_revision() -> None:
    post = create()

    assert update_post(post, content(body_markdown="New."), actor=None, now=AFTER)

    stored = Post.objects.get()
    assert (stored.body_html, stored.edited_at) == ("<p>New.</p>\n", AFTER)
    numbers = stored.revisions.values_list("number", "body_markdown")
    assert list(numbers) == [(2, "New."), (1, "Some *words*.")]


def test_an_update_of_the_byline_keeps_its_order_and_makes_a_revision() -> None:
    first, second = map(ref, AuthorFactory.create_batch(2))
    post = create(authors=(first, second))

    assert update_post(post, content(authors=(second, first)), actor=None, now=AFTER)

    order = post.bylines.order_by("position").values_list("author_id", flat=True)
    assert list(order) == [second.id, first.id]
    assert post.revisions.count() == 2


def test_an_update_of_tags_makes_a_revision_and_counts_both_sides() -> None:
    old, new = TagFactory.create_batch(2)
    data = content(tags=(old,), public_from=BEFORE)
    post = create_post(data, actor=None, now=NOW)

    assert update_post(post, replace(data, tags=(new,)), actor=None, now=NOW)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.post_count, new.post_count) == (0, 1)
    assert post.revisions.count() == 2


def test_a_rename_alone_makes_no_revision() -> None:
    post = create()

    assert update_post(post, content(slug="new"), actor=None, now=AFTER)

    stored = Post.objects.get()
    assert (stored.slug, stored.edited_at) == ("new", post.edited_at)
    assert [row.slug for row in stored.slug_history.all()] == ["hello"]
    assert stored.revisions.count() == 1


def test_a_post_takes_its_own_former_slug_back() -> None:
    post = create()
    update_post(post, content(slug="new"), actor=None, now=NOW)

    assert update_post(post, content(slug="hello"), actor=None, now=NOW)

    assert Post.objects.get().slug == "hello"


def test_a_slug_of_another_post_is_refused_and_nothing_is_stored() -> None:
    other = create(title="Other")
    post = create()

    with pytest.raises(SlugTakenError):
        update_post(post, content(title="New", slug=other.slug), actor=None, now=AFTER)

    post.refresh_from_db()
    assert (post.title, post.slug) == ("Hello", "hello")


def test_bad_content_is_refused_before_anything_is_stored() -> None:
    post = create()

    with pytest.raises(TitleRefusedError):
        update_post(post, content(title="", slug="new"), actor=None, now=AFTER)

    assert Post.objects.get().slug == "hello"


def test_an_update_moves_a_draft_to_the_public_and_back() -> None:
    author = AuthorFactory.create()
    draft = content(authors=(ref(author),))
    post = create_post(draft, actor=None, now=NOW)

    for public_from, state, count in (
        (BEFORE, PostState.PUBLISHED, 1),
        (None, PostState.DRAFT, 0),
        (AFTER, PostState.SCHEDULED, 0),
        (NOW, PostState.PUBLISHED, 1),
    ):
        data = replace(draft, public_from=public_from)
        assert update_post(post, data, actor=None, now=NOW)
        author.refresh_from_db()
        assert (Post.objects.get().state, author.post_count) == (state, count)
    assert Post.objects.get().first_published_at == BEFORE
    assert post.revisions.count() == 1
