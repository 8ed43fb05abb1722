"""What the database refuses, whoever writes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.models import MediaFile, Post, PostAuthor, Redirect, Series, Tag
from blog.tests.factories import (
    MediaFileFactory,
    PostFactory,
    SeriesFactory,
    TagFactory,
)
from custom_user.models import UserProfile
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MAY = datetime(2024, 5, 6, tzinfo=UTC)
JUNE = datetime(2024, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("post_title_is_not_empty", {"title": ""}),
        ("post_slug_is_not_empty", {"slug": ""}),
        ("post_state_is_known", {"state": "lost"}),
        ("post_visibility_is_known", {"visibility": "secret"}),
        ("post_public_has_published_at", {"state": "published"}),
        ("post_scheduled_has_publish_at", {"state": "scheduled", "published_at": MAY}),
        (
            "post_scheduled_has_publish_at",
            {"state": "scheduled", "published_at": MAY, "publish_at": JUNE},
        ),
        (
            "post_unpublish_at_follows_publish_at",
            {"publish_at": JUNE, "unpublish_at": MAY},
        ),
        ("slug", {"slug": "taken"}),
    ],
)
def test_a_post_that_cannot_be_is_refused(
    constraint: str, columns: dict[str, Any]
) -> None:
    PostFactory.create(slug="taken")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PostFactory.create(**columns)


@pytest.mark.parametrize(
    ("factory", "constraint", "columns"),
    [
        (TagFactory, "tag_name_is_not_empty", {"name": ""}),
        (TagFactory, "tag_slug_is_not_empty", {"slug": ""}),
        (SeriesFactory, "series_title_is_not_empty", {"title": ""}),
        (SeriesFactory, "series_slug_is_not_empty", {"slug": ""}),
        (AuthorFactory, "author_name_is_not_empty", {"name": ""}),
        (AuthorFactory, "author_slug_is_not_empty", {"slug": ""}),
        (MediaFileFactory, "media_file_checksum_is_sha256", {"checksum": "0"}),
    ],
)
def test_other_rows_that_cannot_be_are_refused(
    factory: Any, constraint: str, columns: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory.create(**columns)


def test_an_address_with_capitals_is_refused() -> None:
    user = UserFactory.create()

    with (
        pytest.raises(IntegrityError, match="user_email_is_lower_case"),
        transaction.atomic(),
    ):
        type(user).objects.filter(pk=user.pk).update(email="Ada@example.org")


@pytest.mark.parametrize("number", ["", "030123456", "+0123456", "+49 30 123456"])
def test_a_phone_number_in_another_form_is_refused(number: str) -> None:
    user = UserFactory.create()
    profile = UserProfile.objects.filter(user=user)

    assert profile.update(phone_no="+4930123456") == 1
    with (
        pytest.raises(IntegrityError, match="user_profile_phone_no_is_e164"),
        transaction.atomic(),
    ):
        profile.update(phone_no=number)


def test_a_redirect_has_an_absolute_path_and_one_target() -> None:
    post = PostFactory.create()

    with pytest.raises(IntegrityError, match="absolute"), transaction.atomic():
        Redirect.objects.create(path="old", post=post)
    with pytest.raises(IntegrityError, match="one_target"), transaction.atomic():
        Redirect.objects.create(path="/a", post=post, target_url="https://a.example/")


def test_an_author_with_posts_is_not_deleted_by_django() -> None:
    author = AuthorFactory.create()
    PostFactory.create(authors=[author])

    with pytest.raises(ProtectedError):
        author.delete()


def test_an_author_with_posts_is_not_deleted_by_sql() -> None:
    author = AuthorFactory.create()
    PostFactory.create(authors=[author])

    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("DELETE FROM author_author WHERE id = %s", [author.pk])
        # The foreign key is checked at commit; this is the same check, now.
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)

    assert Author.objects.filter(pk=author.pk).exists()


def test_two_authors_can_change_places_in_one_transaction() -> None:
    first, second = AuthorFactory.create_batch(2)
    post = PostFactory.create(authors=[first, second])

    with transaction.atomic():
        PostAuthor.objects.filter(post=post, author=first).update(position=1)
        PostAuthor.objects.filter(post=post, author=second).update(position=0)

    assert [byline.author for byline in post.bylines.all()] == [second, first]


def test_a_post_survives_the_loss_of_its_picture() -> None:
    post = PostFactory.create(cover_image=MediaFileFactory.create())

    MediaFile.objects.all().delete()

    post.refresh_from_db()
    assert post.cover_image is None


def test_a_deleted_post_leaves_its_paths_as_gone() -> None:
    post = PostFactory.create()
    Redirect.objects.create(path="/old", post=post)

    post.delete()

    redirect = Redirect.objects.get()
    assert (redirect.post, redirect.target_url) == (None, "")


def test_rows_introduce_themselves_by_name() -> None:
    rows = [
        PostFactory.create(title="A post"),
        TagFactory.create(name="A tag"),
        SeriesFactory.create(title="A series"),
        AuthorFactory.create(name="An author"),
    ]

    assert [str(row) for row in rows] == ["A post", "A tag", "A series", "An author"]
    assert {type(row) for row in rows} == {Post, Tag, Series, Author}
