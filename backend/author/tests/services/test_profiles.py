"""Making, counting and deleting public profiles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from author.exceptions import AuthorHasPostsError
from author.models import Author
from author.selectors.statistics import get_named_author
from author.services import delete_author, ensure_authors, set_post_counts
from author.services.profiles import COUNTS_PER_STATEMENT
from author.services.seeding import Profile, ensure_profiles
from author.tests.factories import AuthorFactory
from blog.tests.factories import PostFactory


@pytest.mark.django_db
def test_authors_are_found_by_exact_name_or_made() -> None:
    known = AuthorFactory.create(name="Ada")

    refs = ensure_authors(["Ada", "ada", "Ada", "Bob"])

    assert refs["Ada"].id == known.pk
    assert refs["ada"].id != known.pk
    assert Author.objects.count() == 3
    assert Author.objects.get(name="Bob").public_id == refs["Bob"].public_id


@pytest.mark.django_db
def test_of_namesakes_the_oldest_is_meant() -> None:
    oldest, _other = AuthorFactory.create_batch(2, name="Ada")

    assert ensure_authors(["Ada"])["Ada"].id == oldest.pk


@pytest.mark.django_db(transaction=True)
def test_authors_made_at_the_same_moment_are_made_once() -> None:
    def make(_number: int) -> set[int]:
        try:
            return {ref.id for ref in ensure_authors(["Ada", "Bob"]).values()}
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        results = list(pool.map(make, range(8)))

    assert Author.objects.count() == 2
    assert results == [set(Author.objects.values_list("pk", flat=True))] * 8


@pytest.mark.django_db
def test_counts_are_written_where_they_differ() -> None:
    same, other = AuthorFactory.create_batch(2, post_count=3)
    before = same.updated_at

    assert set_post_counts({same.pk: 3, other.pk: 0}) == 1

    same.refresh_from_db()
    other.refresh_from_db()
    assert (same.post_count, same.updated_at, other.post_count) == (3, before, 0)


@pytest.mark.django_db
def test_many_counts_are_written_in_parts() -> None:
    last = AuthorFactory.create()
    counts = {-number: 1 for number in range(1, COUNTS_PER_STATEMENT + 1)}

    with CaptureQueriesContext(connection) as statements:
        assert set_post_counts({**counts, last.pk: 7}) == 1

    assert len(statements) == 2
    assert set_post_counts({}) == 0


@pytest.mark.django_db
def test_an_author_with_posts_is_kept_and_the_reason_named() -> None:
    author = AuthorFactory.create(name="Ada")
    PostFactory.create(authors=[author])

    with pytest.raises(AuthorHasPostsError, match="“Ada” has posts"):
        delete_author(author=author)

    assert Author.objects.filter(pk=author.pk).exists()


@pytest.mark.django_db
def test_an_author_without_posts_is_deleted() -> None:
    delete_author(author=AuthorFactory.create())

    assert not Author.objects.exists()


@pytest.mark.django_db
def test_profiles_are_recognised_by_address_and_left_as_they_are() -> None:
    profile = Profile(email="ada@example.org", name="Ada", bio="First.")
    first, made = ensure_profiles([profile])
    Author.objects.update(bio="Edited.")

    second, made_again = ensure_profiles([profile])

    assert (first, made, made_again) == (second, 1, 0)
    assert Author.objects.get().bio == "Edited."


@pytest.mark.django_db
def test_an_author_is_named_by_key_public_id_or_slug() -> None:
    author = AuthorFactory.create(slug="ada")
    year = AuthorFactory.create(slug="2024000000")

    for key in (str(author.pk), str(author.public_id), "ada"):
        assert get_named_author(key).id == author.pk
    assert get_named_author("2024000000").id == year.pk
