"""Whatever has a history can be deleted, by whoever may delete the thing itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from author.services import AuthorRef
from author.tests.factories import AuthorFactory
from blog.models import ImportRecord, Post, PostAuthor, Revision, Series, Tag
from blog.services.post_content import PostInput
from blog.services.posts import create_post
from blog.tests.admin.conftest import staff
from blog.tests.factories import SeriesFactory, TagFactory
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def _bylines_have_a_page() -> Iterator[None]:
    admin.site.register(PostAuthor)
    yield
    admin.site.unregister(PostAuthor)


def real_post(title: str) -> Post:
    """Return a post with a revision, a former slug, a byline and an import record."""
    author = AuthorFactory.create()
    data = PostInput(
        title=title,
        body_markdown="Words.",
        authors=(AuthorRef(author.pk, author.public_id),),
    )
    post = create_post(data, actor=None, now=timezone.now())
    rename(post)
    ImportRecord.objects.create(source="files", key=title, post=post)
    return post


def rename(row: Post | Series | Tag) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(slug=f"new-{row.slug}")


def delete_one(client: Client, row: models.Model) -> int:
    page = f"admin:{row._meta.app_label}_{row._meta.model_name}_delete"
    return client.post(reverse(page, args=[row.pk]), {"post": "yes"}).status_code


def delete_chosen(client: Client, row: models.Model) -> int:
    page = f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist"
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    return client.post(reverse(page), data).status_code


def test_posts_are_deleted_with_their_history(client: Client) -> None:
    client.force_login(UserFactory.create(superuser=True))
    one, two, three = real_post("One"), real_post("Two"), real_post("Three")

    assert delete_one(client, one) == 302
    assert delete_chosen(client, two) == 302

    assert Post.objects.get() == three
    assert Revision.objects.get().post == three


def test_renamed_tags_and_series_are_deleted_with_their_former_slugs(
    client: Client,
) -> None:
    client.force_login(UserFactory.create(superuser=True))
    for first, second in (TagFactory.create_batch(2), SeriesFactory.create_batch(2)):
        rename(first)
        rename(second)
        delete_one(client, first)
        delete_chosen(client, second)

    assert not Tag.objects.exists()
    assert not Series.objects.exists()


def test_the_right_to_delete_posts_is_enough_for_their_history(client: Client) -> None:
    client.force_login(staff("view_post", "change_any_post", "delete_post"))

    delete_one(client, real_post("One"))
    delete_chosen(client, real_post("Two"))

    assert not Post.objects.exists()


@pytest.mark.usefixtures("_bylines_have_a_page")
def test_what_is_more_than_history_takes_a_right_of_its_own(client: Client) -> None:
    client.force_login(staff("view_post", "change_any_post", "delete_post"))
    post = real_post("One")

    assert delete_one(client, post) == 403
    assert delete_chosen(client, post) == 403

    assert Post.objects.get() == post


def test_the_right_to_delete_tags_is_none_to_delete_posts(client: Client) -> None:
    client.force_login(staff("view_post", "view_tag", "delete_tag"))
    post, tag = real_post("One"), TagFactory.create()

    assert delete_one(client, post) == 403
    delete_chosen(client, post)
    delete_one(client, tag)

    assert Post.objects.get() == post
    assert not Tag.objects.exists()


def test_history_is_never_deleted_by_itself(client: Client) -> None:
    client.force_login(UserFactory.create(superuser=True))
    revision = real_post("One").revisions.get()

    assert delete_one(client, revision) == 403
    delete_chosen(client, revision)

    assert Revision.objects.get() == revision
