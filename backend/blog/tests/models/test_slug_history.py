"""Former slugs, kept by the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from author.tests.factories import AuthorFactory
from blog.models import Post
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory

pytestmark = pytest.mark.django_db

FACTORIES = [PostFactory, TagFactory, SeriesFactory, AuthorFactory]


def former(row: Any) -> set[str]:
    return {history.slug for history in row.slug_history.all()}


def rename(row: Any, slug: str) -> None:
    type(row).objects.filter(pk=row.pk).update(slug=slug)


@pytest.mark.parametrize("factory", FACTORIES)
def test_every_former_slug_leads_to_the_row_itself(factory: Any) -> None:
    row = factory.create(slug="one")

    for slug in ("two", "three", "four"):
        rename(row, slug)

    assert former(row) == {"one", "two", "three"}


@pytest.mark.parametrize("factory", FACTORIES)
def test_an_own_former_slug_can_be_taken_back(factory: Any) -> None:
    row = factory.create(slug="one")
    rename(row, "two")

    rename(row, "one")

    assert former(row) == {"two"}


@pytest.mark.parametrize("factory", FACTORIES)
def test_a_former_slug_is_never_given_to_another_row(factory: Any) -> None:
    row, other = factory.create(slug="one"), factory.create(slug="other")
    rename(row, "two")

    with pytest.raises(IntegrityError, match="belonged to"), transaction.atomic():
        rename(other, "one")
    with pytest.raises(IntegrityError, match="belonged to"), transaction.atomic():
        factory.create(slug="one")

    assert former(row) == {"one"}


def test_raw_sql_cannot_forget_a_slug() -> None:
    post = PostFactory.create(slug="one")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE blog_post SET slug = 'two' WHERE id = %s", [post.pk])

    assert former(post) == {"one"}


def test_saving_without_a_rename_records_nothing() -> None:
    post = PostFactory.create()

    post.title = "New"
    post.save()

    assert former(post) == set()
    assert Post.objects.get().title == "New"


def test_a_history_goes_with_its_row_and_frees_the_slug() -> None:
    post = PostFactory.create(slug="one")
    rename(post, "two")

    post.delete()

    assert PostFactory.create(slug="one").pk
