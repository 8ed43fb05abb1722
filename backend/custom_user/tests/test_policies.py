"""Role x policy x own or other for accounts and keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission

from blog.tests.policies.actors import (
    MAKERS,
    column,
    names_of_policies,
    names_of_rows,
)
from custom_user import policies
from custom_user.constants import Role
from custom_user.models import CustomUser
from custom_user.tests.factories import UserFactory
from custom_user.tests.roles import member_of

pytestmark = pytest.mark.django_db

TABLE = """
                          root adm  edit auth cont mod  read supp memb gone anon
can_hold_api_keys         y    y    y    y    y    y    y    y    y    -    -
can_choose_tier           y    y    -    -    -    -    -    -    -    -    -
can_view_api_keys         y    y    -    -    -    -    -    -    -    -    -
can_revoke_api_keys       y    y    -    -    -    -    -    -    -    -    -
can_view_accounts         y    y    -    -    -    -    -    -    -    -    -
can_create_accounts       y    y    -    -    -    -    -    -    -    -    -
can_manage_account any    y    y    -    -    -    -    -    -    -    -    -
can_delete_account any    y    y    -    -    -    -    -    -    -    -    -
"""
# Which account somebody may get hold of.
ABOUT = """
                          root adm  edit auth cont mod  read supp memb gone anon
can_manage_account own    y    y    -    -    -    -    -    -    -    -    -
can_manage_account reader y    y    -    -    -    -    -    -    -    -    -
can_manage_account admin  y    y    -    -    -    -    -    -    -    -    -
can_manage_account root   y    -    -    -    -    -    -    -    -    -    -
can_manage_account strong y    -    -    -    -    -    -    -    -    -    -
can_delete_account own    -    -    -    -    -    -    -    -    -    -    -
can_delete_account reader y    y    -    -    -    -    -    -    -    -    -
can_delete_account admin  y    y    -    -    -    -    -    -    -    -    -
can_delete_account root   y    -    -    -    -    -    -    -    -    -    -
can_delete_account strong y    -    -    -    -    -    -    -    -    -    -
can_end_access own        -    -    -    -    -    -    -    -    -    -    -
can_end_access reader     y    y    -    -    -    -    -    -    -    -    -
can_end_access admin      y    y    -    -    -    -    -    -    -    -    -
can_end_access root       y    -    -    -    -    -    -    -    -    -    -
can_end_access strong     y    -    -    -    -    -    -    -    -    -    -
"""


def strong_group() -> Group:
    """Return a group with one right that no role has."""
    group, _ = Group.objects.get_or_create(name="strong")
    group.permissions.set(Permission.objects.filter(codename="change_group"))
    return group


def strong_account() -> CustomUser:
    # A disabled account has no permissions, and gets them back.
    user = UserFactory.create(is_active=False)
    user.groups.add(strong_group())
    return user


ACCOUNTS: dict[str, Callable[[], CustomUser]] = {
    "reader": lambda: member_of(Role.READER),
    "admin": lambda: member_of(Role.ADMINISTRATOR),
    "root": lambda: UserFactory.create(superuser=True),
    "strong": strong_account,
}


def answer(outcome: object) -> str:
    return "y" if outcome else "-"


@pytest.mark.parametrize("name", MAKERS)
def test_policies_go_by_the_role(name: str) -> None:
    actor = MAKERS[name]()
    expected = column(TABLE, name)

    found = {
        row: answer(getattr(policies, row.split()[0])(actor=actor)) for row in expected
    }

    assert found == expected


@pytest.mark.parametrize("name", MAKERS)
def test_policies_about_accounts_go_by_their_rights(name: str) -> None:
    actor = MAKERS[name]()
    accounts = {what: make() for what, make in ACCOUNTS.items()}
    if isinstance(actor, CustomUser):
        accounts["own"] = actor
    expected = column(ABOUT, name)
    if not isinstance(actor, CustomUser):
        expected = {row: cell for row, cell in expected.items() if "own" not in row}

    found = {
        row: answer(
            getattr(policies, row.split()[0])(
                actor=actor, account=accounts[row.split()[1]]
            )
        )
        for row in expected
    }

    assert found == expected


def test_every_policy_stands_in_a_table() -> None:
    assert names_of_rows(TABLE, ABOUT) == names_of_policies(policies)


def test_nobody_writes_their_own_rights() -> None:
    root = UserFactory.create(superuser=True)
    administrator = member_of(Role.ADMINISTRATOR)
    other = UserFactory.create()
    changeable = policies.changeable_rights

    assert changeable(actor=root, account=root) == frozenset()
    assert changeable(actor=administrator, account=administrator) == frozenset()
    assert changeable(actor=root, account=other) == policies.RIGHTS
    assert changeable(actor=administrator, account=other) == policies.RIGHTS - {
        "is_superuser"
    }


def test_groups_are_granted_up_to_the_own_rights() -> None:
    strong = strong_group()
    administrator, editor = member_of(Role.ADMINISTRATOR), member_of(Role.EDITOR)

    def grantable(actor: CustomUser) -> set[str]:
        rows = Group.objects.filter(policies.grantable_groups(actor=actor))
        return set(rows.values_list("name", flat=True))

    assert grantable(UserFactory.create(superuser=True)) == {*Role.values, strong.name}
    assert grantable(administrator) == set(Role.values)
    assert Role.ADMINISTRATOR.value not in grantable(editor)
    assert Role.READER.value in grantable(editor)
