"""Slugs stay unique, also among rows that are made at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from blog.models import Tag
from blog.tests.factories import TagFactory
from common.models import SLUG_MAX_LENGTH
from common.slugs import allocate_slugs, is_free_for, taken_slugs


@pytest.mark.django_db
def test_titles_that_look_alike_are_numbered_in_order() -> None:
    assert allocate_slugs(Tag, ["A b", "a B", "c", "a-b"]) == [
        "a-b",
        "a-b-2",
        "c",
        "a-b-3",
    ]


@pytest.mark.django_db
def test_neither_present_nor_former_slugs_are_given_away() -> None:
    tag = TagFactory.create(slug="old")
    Tag.objects.filter(pk=tag.pk).update(slug="new")

    assert allocate_slugs(Tag, ["old", "new", "free"]) == ["old-2", "new-2", "free"]
    assert taken_slugs(Tag, ["old", "new", "free"]) == {"old", "new"}


@pytest.mark.django_db
def test_numbered_siblings_are_skipped() -> None:
    for slug in ("a", "a-2", "a-3"):
        TagFactory.create(slug=slug)

    assert allocate_slugs(Tag, ["a"]) == ["a-4"]


@pytest.mark.django_db
def test_long_titles_leave_room_for_their_number() -> None:
    first, second = allocate_slugs(Tag, ["word " * 50] * 2)

    assert first != second
    assert max(len(first), len(second)) <= SLUG_MAX_LENGTH


@pytest.mark.django_db
def test_a_title_of_punctuation_gets_a_slug() -> None:
    assert allocate_slugs(Tag, ["?!"])[0]


@pytest.mark.django_db
def test_a_row_may_take_what_no_other_row_has_or_had() -> None:
    tag, other = TagFactory.create(slug="own"), TagFactory.create(slug="others")
    Tag.objects.filter(pk=tag.pk).update(slug="own-2")
    Tag.objects.filter(pk=other.pk).update(slug="others-2")

    free = {"own", "own-2", "new"}
    for slug in ("own", "own-2", "new", "others", "others-2"):
        assert is_free_for(tag, slug) is (slug in free)
    assert not is_free_for(Tag(), "own")


@pytest.mark.django_db(transaction=True)
def test_rows_made_at_the_same_moment_get_different_slugs() -> None:
    def make(number: int) -> None:
        try:
            with transaction.atomic():
                slug = allocate_slugs(Tag, ["Same title"])[0]
                Tag.objects.create(name=str(number), slug=slug)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        list(pool.map(make, range(20)))

    slugs = set(Tag.objects.values_list("slug", flat=True))
    assert slugs == {"same-title", *(f"same-title-{n}" for n in range(2, 21))}
