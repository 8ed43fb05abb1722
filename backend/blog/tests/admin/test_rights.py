"""What somebody can not do in the admin by sending what no form offers."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.constants import PostState
from blog.models import MediaFile, Post, Revision, Tag
from blog.tests.admin.conftest import rows, staff
from blog.tests.admin.test_media_files import png
from blog.tests.factories import PostFactory, TagFactory
from custom_user.constants import Role
from custom_user.tests.factories import UserFactory
from custom_user.tests.roles import member_of

pytestmark = pytest.mark.django_db

LIST = "admin:blog_post_changelist"
MAX_STATEMENTS = 15


def enter(client: Client, role: Role) -> Author:
    """Log somebody in, and return the profile they write under."""
    user = member_of(role)
    client.force_login(user)
    return AuthorFactory.create(user=user)


def byline_of(post: Post, *added: Author, without: Author | None = None) -> Any:
    stored = [
        {
            "id": byline.pk,
            "post": post.pk,
            "author": byline.author_id,
            **({"DELETE": "on"} if byline.author == without else {}),
        }
        for byline in post.bylines.all()
    ]
    new = [{"author": author.pk} for author in added]
    return rows("bylines", *stored, *new, stored=len(stored))


def save(client: Client, post: Post | None, /, **changes: Any) -> Any:
    view, args = ("change", [post.pk]) if post else ("add", [])
    data = {
        "title": "New",
        "body_markdown": "New words.",
        "language": "en",
        "visibility": "public",
        **(byline_of(post) if post else rows("bylines")),
        **changes,
    }
    return client.post(reverse(f"admin:blog_post_{view}", args=args), data)


def names(post: Post) -> list[Author]:
    return [byline.author for byline in post.bylines.order_by("position")]


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.CONTRIBUTOR])
def test_a_post_of_somebody_else_is_not_taken_by_adding_the_own_name(
    client: Client, role: Role
) -> None:
    own, owner = enter(client, role), AuthorFactory.create()
    post = PostFactory.create(authors=[owner])

    response = save(client, post, **byline_of(post, own))

    # Django's answer where there is no such post.
    assert response["Location"] == reverse("admin:index")
    assert names(post) == [owner]
    assert Post.objects.get().title == post.title


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.CONTRIBUTOR])
def test_writers_take_no_name_off_their_posts(client: Client, role: Role) -> None:
    own, other = enter(client, role), AuthorFactory.create()
    post = PostFactory.create(authors=[own, other])

    for leaving in (own, other):
        response = save(client, post, **byline_of(post, without=leaving))
        assert "leave it to editors" in response.content.decode()

    assert names(post) == [own, other]


def test_writers_add_names_to_their_posts(client: Client) -> None:
    own, other = enter(client, Role.CONTRIBUTOR), AuthorFactory.create()
    post = PostFactory.create(authors=[own])

    save(client, post, **byline_of(post, other))

    assert names(post) == [own, other]


def test_editors_take_names_off(client: Client) -> None:
    enter(client, Role.EDITOR)
    author = AuthorFactory.create()
    post = PostFactory.create(authors=[author])

    save(client, post, **byline_of(post, without=author))

    assert names(post) == []


def test_a_new_post_is_the_writers_own(client: Client) -> None:
    own, other = enter(client, Role.CONTRIBUTOR), AuthorFactory.create()

    save(client, None, title="Mine")
    save(client, None, title="Not mine", **rows("bylines", {"author": other.pk}))

    assert names(Post.objects.get()) == [own]
    assert Post.objects.get().title == "Mine"


def test_without_a_profile_there_is_nothing_to_sign_with(client: Client) -> None:
    client.force_login(member_of(Role.AUTHOR))

    assert save(client, None).status_code == 403
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("permission", "title", "body"),
    [("update_title", "New", "Old words."), ("update_content", "Old", "New words.")],
)
def test_who_holds_the_right_to_one_field_changes_no_other(
    client: Client, permission: str, title: str, body: str
) -> None:
    client.force_login(staff(permission, "change_any_post"))
    other, tag = AuthorFactory.create(), TagFactory.create()
    post = PostFactory.create(title="Old", body_markdown="Old words.", tags=[tag])

    save(client, post, slug="new", subtitle="New", **byline_of(post, other))

    stored = Post.objects.get()
    assert (stored.title, stored.body_markdown) == (title, body)
    assert (stored.slug, stored.subtitle) == (post.slug, "")
    assert (names(stored), list(stored.tags.all())) == ([], [tag])


@pytest.mark.parametrize(
    ("role", "is_featured"), [(Role.AUTHOR, False), (Role.EDITOR, True)]
)
def test_editors_alone_choose_what_is_featured(
    client: Client, role: Role, *, is_featured: bool
) -> None:
    own = enter(client, role)
    post = PostFactory.create(authors=[own])

    save(client, post, is_featured="on", state="published")
    save(client, None, title="Another", is_featured="on", state="published")

    assert Post.objects.filter(is_featured=is_featured).count() == 2
    assert Post.objects.filter(state=PostState.DRAFT).count() == 2


def test_a_tag_of_somebody_else_is_not_attached_and_stays_where_it_is(
    client: Client,
) -> None:
    own = enter(client, Role.AUTHOR)
    kept, foreign = TagFactory.create_batch(2, owner=UserFactory.create())
    shared, mine = TagFactory.create(), TagFactory.create(owner=own.user)
    post = PostFactory.create(authors=[own], tags=[kept])

    refused = save(client, post, tags=[foreign.pk])
    save(client, post, tags=[kept.pk, shared.pk, mine.pk])

    assert refused.status_code == 200
    assert set(post.tags.all()) == {kept, shared, mine}


def test_a_draft_that_is_submitted_while_it_is_saved_stays_as_it_is(
    client: Client,
) -> None:
    post = PostFactory.create(authors=[enter(client, Role.CONTRIBUTOR)])

    def submit(_title: str) -> None:
        Post.objects.filter(pk=post.pk).update(state=PostState.SUBMITTED)

    with patch("blog.admin.post_form.check_title", side_effect=submit):
        assert save(client, post).status_code == 403

    assert Post.objects.get().title == post.title


def test_a_tag_that_a_writer_makes_is_their_own(client: Client) -> None:
    own = enter(client, Role.AUTHOR)
    stranger = UserFactory.create()

    data = {"name": "Mine", "owner": stranger.pk}
    client.post(reverse("admin:blog_tag_add"), data)

    assert Tag.objects.get().owner == own.user


def test_an_image_belongs_to_whoever_brings_it(client: Client) -> None:
    own = enter(client, Role.AUTHOR)

    upload = SimpleUploadedFile("red.png", png())
    client.post(reverse("admin:blog_mediafile_add"), {"upload": upload, "alt": ""})

    assert MediaFile.objects.get().uploaded_by == own.user


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.CONTRIBUTOR])
def test_lists_and_look_ups_hold_own_posts_in_few_statements(
    client: Client, role: Role
) -> None:
    own = enter(client, role)
    mine = PostFactory.create_batch(2, authors=[own, AuthorFactory.create()])
    PostFactory.create(published=True, authors=[AuthorFactory.create()])
    client.get(reverse(LIST))

    with CaptureQueriesContext(connection) as few:
        response = client.get(reverse(LIST))
    assert set(response.context["cl"].result_list) == set(mine)
    lookup = {"app_label": "blog", "model_name": "redirect", "field_name": "post"}
    found = client.get(reverse("admin:autocomplete"), lookup).json()["results"]
    assert {int(row["id"]) for row in found} == {post.pk for post in mine}

    PostFactory.create_batch(18, authors=[own])
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(LIST))
    assert len(many) == len(few) <= MAX_STATEMENTS


def test_writers_read_the_revisions_of_their_own_posts(client: Client) -> None:
    own = enter(client, Role.AUTHOR)
    mine, _foreign = (
        Revision.objects.create(
            post=PostFactory.create(authors=[author]), number=1, title="Then"
        )
        for author in (own, AuthorFactory.create())
    )

    response = client.get(reverse("admin:blog_revision_changelist"))

    assert list(response.context["cl"].result_list) == [mine]


def test_many_posts_are_deleted_by_whoever_may_delete_each(client: Client) -> None:
    own = enter(client, Role.AUTHOR)
    post = PostFactory.create(authors=[own])
    chosen = {"action": "delete_selected", "_selected_action": [post.pk]}

    client.post(reverse(LIST), {**chosen, "post": "yes"})

    assert Post.objects.exists()


@pytest.mark.parametrize("how", ["permission", "group", "account"])
def test_a_right_that_is_taken_away_is_gone_on_the_next_request(
    client: Client, how: str
) -> None:
    own = enter(client, Role.CONTRIBUTOR)
    post = PostFactory.create(authors=[own])
    assert save(client, post, title="First").status_code == 302

    group = Group.objects.get(name=Role.CONTRIBUTOR.value)
    assert own.user
    if how == "permission":
        group.permissions.remove(Permission.objects.get(codename="update_title"))
    elif how == "group":
        own.user.groups.remove(group)
    else:
        type(own.user).objects.filter(pk=own.user.pk).update(is_active=False)
    response = save(client, post, title="Second")

    assert Post.objects.get().title == "First"
    if how == "group":
        assert response.status_code == 403
    if how == "account":
        assert response["Location"].startswith(reverse("admin:login"))
