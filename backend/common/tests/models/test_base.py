"""`updated_at` is right whichever way a row is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from freezegun import freeze_time

from blog.models import Tag
from blog.tests.factories import TagFactory

pytestmark = pytest.mark.django_db

MADE = datetime(2024, 1, 1, tzinfo=UTC)
CHANGED = datetime(2024, 2, 2, tzinfo=UTC)


def save(tag: Tag) -> None:
    tag.save()


def save_one_field(tag: Tag) -> None:
    tag.save(update_fields=["name"])


def update(tag: Tag) -> None:
    Tag.objects.filter(pk=tag.pk).update(name="New")


def bulk_update(tag: Tag) -> None:
    Tag.objects.bulk_update([tag], ["name"])


@pytest.mark.parametrize("write", [save, save_one_field, update, bulk_update])
def test_every_write_moves_updated_at(write: Callable[[Any], None]) -> None:
    with freeze_time(MADE):
        tag = TagFactory.create()
    tag.name = "New"

    with freeze_time(CHANGED):
        write(tag)

    tag = Tag.objects.get()
    assert (tag.name, tag.created_at, tag.updated_at) == ("New", MADE, CHANGED)


def test_saving_no_fields_writes_nothing() -> None:
    tag = TagFactory.create()

    with freeze_time(CHANGED):
        tag.save(update_fields=[])

    assert Tag.objects.get().updated_at == tag.updated_at


def test_an_update_may_say_its_own_time() -> None:
    tag = TagFactory.create()

    Tag.objects.filter(pk=tag.pk).update(updated_at=MADE)

    assert Tag.objects.get().updated_at == MADE


def test_the_public_id_is_unguessable_and_unique() -> None:
    first, second = TagFactory.create_batch(2)

    assert first.public_id.version == 4
    assert first.public_id != second.public_id
