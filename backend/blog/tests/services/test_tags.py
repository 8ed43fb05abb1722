"""Making tags, also at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models.functions import Collate, Lower

from blog.models import Tag
from blog.services.tags import ensure_tags, find_tags
from blog.tests.factories import TagFactory
from custom_user.tests.factories import UserFactory


@pytest.mark.django_db
def test_names_that_differ_in_case_are_one_tag() -> None:
    known = TagFactory.create(name="Django")

    tags = ensure_tags(["django", "DJANGO", "Python", "python"])

    assert tags["django"] == tags["DJANGO"] == known
    assert tags["Python"] == tags["python"]
    assert Tag.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "wanted"),
    [
        ("İstanbul", "İSTANBUL"),
        ("Ärger", "ärger"),
        ("ärger", "ÄRGER"),
        ("ΟΔΟΣ", "οδος"),
    ],
)
def test_database_may_have_other_ideas_of_lower_case(
    monkeypatch: pytest.MonkeyPatch, stored: str, wanted: str
) -> None:
    monkeypatch.setattr(
        "blog.services.tags.Lower", lambda name: Lower(Collate(name, "C"))
    )

    first = ensure_tags([stored])[stored]

    assert ensure_tags([wanted, stored]) == {wanted: first, stored: first}
    assert Tag.objects.get() == first


@pytest.mark.django_db
def test_tag_without_an_equal_lower_case_in_the_database_is_found_again() -> None:
    made = ensure_tags(["İstanbul", "İSTANBUL", "iSTANBUL"])

    assert made["İstanbul"] == made["İSTANBUL"] != made["iSTANBUL"]
    assert ensure_tags(["İstanbul", "İSTANBUL", "iSTANBUL"]) == made


@pytest.mark.django_db
def test_only_what_exists_is_found() -> None:
    tag = TagFactory.create(name="Django")

    assert find_tags(["DJANGO", "Python"]) == {"DJANGO": tag}
    assert find_tags([]) == {}


@pytest.mark.django_db
def test_of_namesakes_the_oldest_is_meant() -> None:
    oldest = TagFactory.create(name="django")
    TagFactory.create(name="Django")

    assert ensure_tags(["Django"]) == {"Django": oldest}


@pytest.mark.django_db
def test_the_tag_of_an_owner_is_not_the_shared_one() -> None:
    own = TagFactory.create(name="Notes", slug="notes", owner=UserFactory.create())

    shared = ensure_tags(["Notes"])["Notes"]

    assert shared != own
    assert (shared.owner, shared.slug) == (None, "notes-2")


@pytest.mark.django_db
def test_no_names_are_no_tags() -> None:
    assert ensure_tags([]) == {}


@pytest.mark.django_db(transaction=True)
def test_tags_made_at_the_same_moment_are_made_once() -> None:
    def make(_number: int) -> set[int]:
        try:
            return {tag.pk for tag in ensure_tags(["One", "Two"]).values()}
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        results = list(pool.map(make, range(8)))

    assert Tag.objects.count() == 2
    assert results == [set(Tag.objects.values_list("pk", flat=True))] * 8
