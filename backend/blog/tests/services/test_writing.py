"""What edits and publications of edits do to rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from author.services import AuthorRef
from author.tests.factories import AuthorFactory
from blog.exceptions import UnpublishedChangesError
from blog.models import Post
from blog.selectors.editions import Content, content_at, read_edition
from blog.selectors.references import find_references
from blog.services.post_content import PostInput
from blog.services.posts import update_post
from blog.services.writing import apply_working_revision, create_draft, edit_post
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory
from custom_user.models import CustomUser
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> CustomUser:
    return UserFactory.create()


def edit(post: Post, actor: CustomUser, **changes: Any) -> Post:
    locked = Post.objects.select_for_update().get(pk=post.pk)
    content: Content = dict(changes)
    edit_post(
        edition=read_edition(locked),
        changes=content,
        references=find_references(content),
        actor=actor,
        now=timezone.now(),
    )
    return locked


def publish_change(post: Post) -> Post:
    locked = Post.objects.select_for_update().get(pk=post.pk)
    apply_working_revision(post=locked, now=timezone.now())
    return Post.objects.get(pk=post.pk)


def test_publishing_nothing_changes_nothing() -> None:
    post = PostFactory.create(published=True)

    with CaptureQueriesContext(connection) as statements:
        apply_working_revision(post=post, now=timezone.now())

    assert not statements
    assert post.version == 1


def test_the_admin_and_imports_do_not_undo_an_edit_that_waits(
    actor: CustomUser,
) -> None:
    post = PostFactory.create(published=True, authors=[AuthorFactory.create()])
    edit(post, actor, title="Waits to be published")
    data = PostInput(
        title="From the admin",
        body_markdown=post.body_markdown,
        authors=tuple(
            AuthorRef(author.pk, author.public_id) for author in post.authors.all()
        ),
        public_from=post.published_at,
    )

    with pytest.raises(UnpublishedChangesError):
        update_post(post, data, actor=actor, now=timezone.now())

    stored = Post.objects.get(pk=post.pk)
    assert stored.title == post.title
    assert publish_change(post).title == "Waits to be published"


def test_a_published_change_counts_for_old_and_new(actor: CustomUser) -> None:
    old, new = TagFactory.create(), TagFactory.create()
    first, second = SeriesFactory.create(), SeriesFactory.create()
    post = PostFactory.create(published=True, tags=[old], recount=True)
    edit(post, actor, series=str(first.public_id))
    publish_change(post)

    edit(post, actor, tags=[str(new.public_id)], series=str(second.public_id))
    publish_change(post)

    rows: list[tuple[Any, int]] = [(old, 0), (new, 1), (first, 0), (second, 1)]
    for row, count in rows:
        row.refresh_from_db()
        assert row.post_count == count


def test_what_was_deleted_meanwhile_is_left_out(actor: CustomUser) -> None:
    tag, gone = TagFactory.create(), TagFactory.create()
    author = AuthorFactory.create()
    post = PostFactory.create(published=True, authors=[author])
    leaving = AuthorFactory.create()
    edit(
        post,
        actor,
        title="New",
        tags=sorted([str(tag.public_id), str(gone.public_id)]),
        authors=[str(leaving.public_id)],
    )
    gone.delete()
    leaving.delete()

    stored = publish_change(post)

    assert stored.title == "New"
    assert list(stored.tags.all()) == [tag]
    assert [line.author for line in stored.bylines.all()] == [author]


def test_an_edit_takes_up_a_change_that_was_never_published(actor: CustomUser) -> None:
    tag = TagFactory.create()
    post = PostFactory.create(published=True)
    edit(post, actor, title="New", tags=[str(tag.public_id)])
    row = Post.objects.get(pk=post.pk)
    row.unpublish()
    row.save()

    edit(post, actor, subtitle="Under")

    stored = Post.objects.get(pk=post.pk)
    assert (stored.title, stored.subtitle) == ("New", "Under")
    assert list(stored.tags.all()) == [tag]
    assert stored.working_revision is None


def test_a_change_of_the_body_makes_everything_anew(actor: CustomUser) -> None:
    post = PostFactory.create(published=True, rendered=True, body_markdown="Old.")
    edit(post, actor, body_markdown="## Top\n\nNew words")
    assert Post.objects.get(pk=post.pk).body_text == "Old."

    stored = publish_change(post)

    assert "New words" in stored.body_text
    assert stored.table_of_contents[0]["title"] == "Top"
    assert stored.edited_at is not None


def test_every_version_is_on_record(actor: CustomUser) -> None:
    now = timezone.now()
    edition = create_draft(
        content={"title": "One"}, references=find_references({}), actor=actor, now=now
    )
    post = edit(edition.post, actor, title="Two")
    data = PostInput(title="Three", body_markdown="", authors=(), slug=post.slug)
    update_post(post, data, actor=None, now=now)

    edition = read_edition(Post.objects.get(pk=post.pk))

    found = [content_at(edition, version) for version in (0, 1, 2, 3, 9)]
    titles = [content and content["title"] for content in found]
    assert titles == [None, "One", "Two", "Three", "Three"]
    assert edition.post.version == 3


def test_imports_leave_what_only_the_api_writes(actor: CustomUser) -> None:
    post = PostFactory.create(meta_title="Boats", comments_open=False)
    series = SeriesFactory.create(posts=[post])
    data = PostInput(title="New", body_markdown="", authors=())

    assert update_post(post, data, actor=None, now=timezone.now())

    post.refresh_from_db()
    assert (post.meta_title, post.comments_open, post.version) == ("Boats", False, 2)
    metadata = post.revisions.get().metadata
    assert metadata["series"] == str(series.public_id)
    assert metadata["meta_title"] == "Boats"
    assert metadata["version"] == 2
