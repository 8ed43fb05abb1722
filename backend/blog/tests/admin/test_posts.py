"""Writing posts in the admin goes through the services."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from author.tests.factories import AuthorFactory
from blog.exceptions import SlugTakenError
from blog.models import Post
from blog.tests.admin.conftest import Send, rows, staff
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory
from common.exceptions import FieldError
from custom_user.models import CustomUser

pytestmark = pytest.mark.django_db

MAY = datetime(2024, 5, 6, tzinfo=UTC)


def content(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Hello",
        "body_markdown": "Some *words*.",
        "language": "en",
        "visibility": "public",
        **rows("bylines"),
        **changes,
    }


def faults(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    errors: dict[str, list[str]] = response.context["adminform"].form.errors
    return errors


def test_an_added_post_is_a_draft_with_html_revision_slug_byline_and_tags(
    send: Send, editor: CustomUser
) -> None:
    first, second = AuthorFactory.create_batch(2)
    tag = TagFactory.create()
    bylines = rows("bylines", {"author": second.pk}, {"author": first.pk})

    response = send("blog_post", **content(tags=[tag.pk], **bylines))

    assert "was added successfully" in response.content.decode()
    post = Post.objects.get()
    assert (post.state, post.slug) == ("draft", "hello")
    assert post.body_html == "<p>Some <em>words</em>.</p>\n"
    assert post.excerpt == "Some words."
    assert [byline.author for byline in post.bylines.all()] == [second, first]
    assert list(post.tags.all()) == [tag]
    revision = post.revisions.get()
    assert (revision.number, revision.created_by) == (1, editor)


def test_a_changed_published_post_gets_a_revision_and_stays_published(
    send: Send,
) -> None:
    post = PostFactory.create(published=True, published_at=MAY)

    send("blog_post", post.pk, **content(title="New", body_markdown="New words."))

    post = Post.objects.get()
    assert (post.state, post.published_at) == ("published", MAY)
    assert (post.title, post.body_html) == ("New", "<p>New words.</p>\n")
    assert post.revisions.count() == 1


def test_saving_without_a_change_makes_no_revision(send: Send) -> None:
    send("blog_post", **content())
    post = Post.objects.get()

    send("blog_post", post.pk, **content(slug=post.slug))

    assert Post.objects.get().updated_at == post.updated_at
    assert post.revisions.count() == 1


def test_line_breaks_of_browsers_are_stored_as_the_author_means_them(
    send: Send,
) -> None:
    send("blog_post", **content(body_markdown="  one\r\n\r\ntwo  "))

    assert Post.objects.get().body_markdown == "  one\n\ntwo  "


def test_authors_can_change_places_and_leave(send: Send) -> None:
    first, second, third = AuthorFactory.create_batch(3)
    post = PostFactory.create(authors=[first, second, third])
    a, b, c = post.bylines.all()
    bylines = rows(
        "bylines",
        {"id": a.pk, "post": post.pk, "author": first.pk, "place": 2},
        {"id": b.pk, "post": post.pk, "author": second.pk, "place": 1},
        {"id": c.pk, "post": post.pk, "author": third.pk, "place": 3, "DELETE": "on"},
        stored=3,
    )

    send("blog_post", post.pk, **content(**bylines))

    assert [byline.author for byline in post.bylines.all()] == [second, first]


def test_who_may_not_change_the_byline_leaves_it_as_it_is(client: Client) -> None:
    client.force_login(staff("update_title", "change_any_post", "change_postauthor"))
    authors = AuthorFactory.create_batch(2)[::-1]
    post = PostFactory.create(authors=authors)
    stored = [
        {"id": byline.pk, "post": post.pk, "author": authors[0].pk, "place": 1}
        for byline in post.bylines.all()
    ]
    data = content(title="New", **rows("bylines", *stored, stored=2))

    client.post(reverse("admin:blog_post_change", args=[post.pk]), data)

    assert Post.objects.get().title == "New"
    assert [byline.author for byline in post.bylines.all()] == authors


def test_an_author_named_twice_is_refused(send: Send) -> None:
    author = AuthorFactory.create()
    bylines = rows("bylines", {"author": author.pk}, {"author": author.pk})

    response = send("blog_post", **content(**bylines))

    assert "is here twice" in response.content.decode()
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", "two\u2028lines", "line breaks or control characters"),
        ("body_markdown", "x" * 200_001, "at most 200,000"),
        ("slug", "former", "belongs or belonged to another post"),
        ("slug", "taken", "belongs or belonged to another post"),
        ("slug", "Not A Slug", "Write it as “not-a-slug”"),
        ("language", "not a <lang>", "Write a language tag"),
        ("canonical_url", "javascript:alert(1)", "valid URL"),
    ],
)
def test_a_refusal_stands_beside_its_field(
    send: Send, field: str, value: str, reason: str
) -> None:
    other = PostFactory.create(slug="former")
    Post.objects.filter(pk=other.pk).update(slug="taken")

    errors = faults(send("blog_post", **content(**{field: value})))

    assert list(errors) == [field]
    assert reason in errors[field][0]


def test_an_end_before_the_planned_beginning_is_refused(send: Send) -> None:
    post = PostFactory.create(
        scheduled=True, publish_at=datetime(2999, 1, 1, tzinfo=UTC)
    )
    early = {"unpublish_at_0": "2998-01-01", "unpublish_at_1": "00:00:00"}

    errors = faults(send("blog_post", post.pk, **content(**early)))

    assert list(errors) == ["unpublish_at"]


@pytest.mark.parametrize(
    ("pointer", "field"),
    [("/slug", "slug"), ("/authors/0", "__all__"), (None, "__all__")],
)
def test_a_refusal_by_the_service_stands_beside_its_field_too(
    send: Send, pointer: str | None, field: str
) -> None:
    detail = "Somebody was faster."
    faults_of_it = (FieldError(pointer, "taken", detail),) if pointer else ()
    refusal = SlugTakenError(detail, errors=faults_of_it)

    with patch("blog.admin.posts.create_post", side_effect=refusal):
        response = send("blog_post", **content(title="What I typed"))

    assert faults(response) == {field: [detail]}
    assert "What I typed" in response.content.decode()
    # The next page knows nothing of it.
    assert "was added successfully" in send("blog_post", **content()).content.decode()


def test_a_slug_that_is_taken_after_the_check_stands_beside_its_field(
    send: Send,
) -> None:
    PostFactory.create(slug="taken")
    post = PostFactory.create(slug="old")

    with patch("common.admin.slugged.taken_slugs", return_value=set()):
        errors = faults(send("blog_post", post.pk, **content(slug="taken")))

    assert "belongs or belonged to another post" in errors["slug"][0]


def test_the_state_cannot_be_sent(send: Send) -> None:
    post = PostFactory.create()

    send(
        "blog_post", post.pk, **content(state="published", published_at_0="2020-01-01")
    )

    assert Post.objects.get().state == "draft"


def test_a_rename_keeps_the_former_slug(send: Send) -> None:
    post = PostFactory.create(slug="old")

    send("blog_post", post.pk, **content(slug="new"))
    send("blog_post", post.pk, **content(slug="old"))

    assert Post.objects.get().slug == "old"
    assert [row.slug for row in post.slug_history.all()] == ["new"]


def test_an_own_excerpt_is_kept_and_a_made_one_follows_the_body(send: Send) -> None:
    send("blog_post", **content())
    post = Post.objects.get()
    send("blog_post", post.pk, **content(body_markdown="Other words."))
    assert Post.objects.get().excerpt == "Other words."

    send("blog_post", post.pk, **content(excerpt="By hand."))

    assert Post.objects.get().excerpt == "By hand."


def test_a_made_excerpt_is_not_shown_as_the_authors(
    client: Client, editor: CustomUser
) -> None:
    client.force_login(editor)
    post = PostFactory.create(body_markdown="Words.", rendered=True)

    response = client.get(reverse("admin:blog_post_change", args=[post.pk]))

    assert response.context["adminform"].form["excerpt"].value() == ""


def test_deleting_posts_counts_anew(client: Client, editor: CustomUser) -> None:
    client.force_login(editor)
    author, tag = AuthorFactory.create(), TagFactory.create()
    posts = PostFactory.create_batch(
        3, published=True, authors=[author], tags=[tag], recount=True
    )
    series = SeriesFactory.create(posts=posts, recount=True)

    one = reverse("admin:blog_post_delete", args=[posts[0].pk])
    client.post(one, {"post": "yes"})
    client.post(
        reverse("admin:blog_post_changelist"),
        {"action": "delete_selected", "_selected_action": [posts[1].pk], "post": "yes"},
    )

    for row in (author, tag, series):
        row.refresh_from_db()
        assert row.post_count == 1
