"""Role x policy x own or other for tags, series, redirects and images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from author.policies import Actor
from blog.models import Tag
from blog.policies import library
from blog.tests.factories import MediaFileFactory, TagFactory
from blog.tests.policies.actors import (
    MAKERS,
    column,
    make_actor,
    names_of_policies,
    names_of_rows,
)
from custom_user.models import CustomUser
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

TABLE = """
                        root adm  edit auth cont mod  read supp memb gone anon
can_view_tags           y    y    y    y    y    y    -    y    -    -    -
can_create_tag          y    y    y    y    -    -    -    -    -    -    -
can_edit_tags           y    y    y    -    -    -    -    -    -    -    -
can_delete_tags         y    y    y    -    -    -    -    -    -    -    -
can_delete_tag shared   y    y    y    -    -    -    -    -    -    -    -
can_delete_tag own      y    y    y    y    -    -    -    -    -    -    -
can_delete_tag other    y    y    y    -    -    -    -    -    -    -    -
can_use_tag shared      y    y    y    y    y    y    y    y    y    y    y
can_use_tag own         y    y    y    y    y    y    y    y    y    y    -
can_use_tag other       y    y    y    -    -    -    -    -    -    -    -
can_view_series         y    y    y    -    -    y    -    y    -    -    -
can_create_series       y    y    y    -    -    -    -    -    -    -    -
can_edit_series         y    y    y    -    -    -    -    -    -    -    -
can_delete_series       y    y    y    -    -    -    -    -    -    -    -
can_view_redirects      y    y    y    -    -    y    -    y    -    -    -
can_create_redirect     y    y    y    -    -    -    -    -    -    -    -
can_edit_redirects      y    y    y    -    -    -    -    -    -    -    -
can_delete_redirects    y    y    y    -    -    -    -    -    -    -    -
can_view_media          y    y    y    y    y    y    -    y    -    -    -
can_add_media           y    y    y    y    -    -    -    -    -    -    -
can_edit_media any      y    y    y    y    -    -    -    -    -    -    -
can_edit_media own      y    y    y    y    -    -    -    -    -    -    -
can_edit_media other    y    y    y    -    -    -    -    -    -    -    -
can_edit_media shared   y    y    y    -    -    -    -    -    -    -    -
can_delete_media any    y    y    y    -    -    -    -    -    -    -    -
can_delete_media own    y    y    y    -    -    -    -    -    -    -    -
can_delete_media other  y    y    y    -    -    -    -    -    -    -    -
can_delete_media shared y    y    y    -    -    -    -    -    -    -    -
"""


def arguments(row: str, owners: dict[str, CustomUser | None]) -> dict[str, Any]:
    policy, _, whose = row.partition(" ")
    if whose in {"", "any"}:
        return {}
    if policy in {"can_use_tag", "can_delete_tag"}:
        return {"tag": TagFactory.create(owner=owners[whose])}
    return {"media": MediaFileFactory.create(uploaded_by=owners[whose])}


def owners_for(actor: Actor) -> dict[str, CustomUser | None]:
    stranger = UserFactory.create()
    # What is nobody's own belongs to a stranger.
    own = actor if isinstance(actor, CustomUser) else stranger
    return {"own": own, "other": stranger, "shared": None}


@pytest.mark.parametrize("name", MAKERS)
def test_who_may_do_what(name: str) -> None:
    actor = make_actor(name)
    owners = owners_for(actor)
    expected = column(TABLE, name)

    found = {}
    for row in expected:
        policy: Callable[..., bool] = getattr(library, row.split()[0])
        is_allowed = policy(actor=actor, **arguments(row, owners))
        found[row] = "y" if is_allowed else "-"

    assert found == expected


def test_every_policy_stands_in_the_table() -> None:
    assert names_of_rows(TABLE) == names_of_policies(library)


@pytest.mark.parametrize("name", MAKERS)
def test_lists_of_tags_hold_what_the_policy_lets_use(name: str) -> None:
    actor = make_actor(name)
    tags = [TagFactory.create(owner=owner) for owner in owners_for(actor).values()]
    usable = {tag for tag in tags if library.can_use_tag(actor=actor, tag=tag)}

    assert set(Tag.objects.filter(library.usable_tags(actor=actor))) == usable
