"""Every page of the admin opens, as the people who use it open it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.models import ImportRecord, Post, Redirect, Revision, Series, Tag
from blog.tests.admin.conftest import staff
from blog.tests.factories import (
    MediaFileFactory,
    PostFactory,
    SeriesFactory,
    TagFactory,
)
from common.models import KeyValueStore
from custom_user.models import CustomUser
from custom_user.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OUR_APPS = {"author", "blog", "common", "custom_user"}
PAGES = sorted(admin.site._registry, key=lambda model: model._meta.label)
MAX_STATEMENTS = 15


def page(model: type[models.Model], view: str, *args: Any) -> str:
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args
    )


@pytest.fixture
def superuser_client(client: Client) -> Client:
    user = UserFactory.create(superuser=True)
    response = client.post(
        reverse("admin:login"), {"username": user.email, "password": PASSWORD}
    )
    assert response.status_code == 302
    return client


def fill(rows: int) -> None:
    first = Redirect.objects.count()
    for number in range(first, first + rows):
        author, other = AuthorFactory.create_batch(2)
        tag = TagFactory.create(owner=UserFactory.create())
        post = PostFactory.create(
            published=True, authors=[author, other], tags=[tag], recount=True
        )
        PostFactory.create(
            published=True, authors=[author], cover_image=MediaFileFactory.create()
        )
        series = SeriesFactory.create(posts=[post])
        Revision.objects.create(post=post, number=1, title=post.title)
        Redirect.objects.create(path=f"/old/{number}", post=post)
        ImportRecord.objects.create(source="files", key=str(number), post=post)
        KeyValueStore.objects.create(key=f"flag-{number}", value=True)
        Group.objects.create(name=f"group {number}")
        for row in (author, tag, post, series):
            type(row).objects.filter(pk=row.pk).update(slug=f"new-{row.slug}")


def test_every_model_is_registered() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]
    parts = {"PostAuthor", "SeriesMember", "UserProfile"}
    missing = {model.__name__ for model in ours if model not in admin.site._registry}

    assert missing == parts


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_every_list_opens_in_few_statements_whatever_its_length(
    superuser_client: Client, model: type[models.Model]
) -> None:
    address = page(model, "changelist")
    fill(2)
    superuser_client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert superuser_client.get(address).status_code == 200
    fill(18)

    with CaptureQueriesContext(connection) as many:
        response = superuser_client.get(address)

    assert response.status_code == 200
    assert len(many) <= MAX_STATEMENTS
    assert len(many) == len(few)


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_every_form_opens(superuser_client: Client, model: type[models.Model]) -> None:
    fill(3)
    row = model._default_manager.order_by("pk").first()
    if row is not None:
        address = page(model, "change", row.pk)
        assert superuser_client.get(address).status_code == 200
    may_add = admin.site._registry[model].has_add_permission
    response = superuser_client.get(page(model, "add"))
    assert response.status_code == (200 if may_add(response.wsgi_request) else 403)


@pytest.mark.parametrize("model", [Post, Tag, Series, Author, CustomUser, Redirect])
def test_every_search_box_works(
    superuser_client: Client, model: type[models.Model]
) -> None:
    fill(2)

    response = superuser_client.get(page(model, "changelist"), {"q": "new"})

    assert response.status_code == 200


def test_the_filters_of_posts_work(superuser_client: Client) -> None:
    PostFactory.create_batch(2)
    author = AuthorFactory.create(name="Ada Filtered")
    tag = TagFactory.create()
    wanted = PostFactory.create(published=True, authors=[author], tags=[tag])
    filters: dict[str, str | int] = {
        "state__exact": "published",
        "authors__id__exact": author.pk,
        "tags__id__exact": tag.pk,
        "created_at__year": wanted.created_at.year,
    }

    response = superuser_client.get(page(Post, "changelist"), filters)

    assert list(response.context["cl"].result_list) == [wanted]
    assert "Ada Filtered" in response.content.decode()


def test_strangers_are_sent_to_the_login(client: Client) -> None:
    response = client.get(page(Post, "changelist"))

    assert response.status_code == 302
    assert "login" in response["Location"]


def test_staff_without_permissions_see_nothing(client: Client) -> None:
    client.force_login(UserFactory.create(staff=True))

    for model in PAGES:
        assert client.get(page(model, "changelist")).status_code == 403
        assert client.get(page(model, "add")).status_code == 403


def test_staff_with_view_permission_open_a_post_and_cannot_change_it(
    client: Client,
) -> None:
    client.force_login(staff("view_post"))
    post = PostFactory.create(body_markdown="What it says.")

    response = client.get(page(Post, "change", post.pk))

    assert "What it says." in response.content.decode()
    assert client.post(page(Post, "change", post.pk), {}).status_code == 403
