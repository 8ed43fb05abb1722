"""Everybody a policy can be asked about, and how expectations are written down."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from django.contrib.auth.models import AnonymousUser

from author.policies import Actor
from author.tests.factories import AuthorFactory
from custom_user.constants import Role
from custom_user.models import CustomUser
from custom_user.tests.factories import UserFactory
from custom_user.tests.roles import member_of

# In tables, by four letters: `memb` has no role, and `gone` was an administrator.
MAKERS: dict[str, Callable[[], Actor]] = {
    "root": lambda: UserFactory.create(superuser=True),
    "adm": lambda: member_of(Role.ADMINISTRATOR),
    "edit": lambda: member_of(Role.EDITOR),
    "auth": lambda: member_of(Role.AUTHOR),
    "cont": lambda: member_of(Role.CONTRIBUTOR),
    "mod": lambda: member_of(Role.MODERATOR),
    "read": lambda: member_of(Role.READER),
    "supp": lambda: member_of(Role.SUPPORT_AGENT),
    "memb": UserFactory.create,
    "gone": lambda: member_of(Role.ADMINISTRATOR, is_active=False, is_superuser=True),
    "anon": AnonymousUser,
}


def make_actor(name: str) -> Actor:
    """Return somebody who has a profile to write under, unless nobody is logged in."""
    actor = MAKERS[name]()
    if isinstance(actor, CustomUser):
        AuthorFactory.create(user=actor)
    return actor


def column(table: str, actor: str) -> dict[str, str]:
    """Return the cells of one column, by the name of their row."""
    head, *rows = (line.split() for line in table.strip().splitlines())
    assert head == list(MAKERS), "The head of the table names all actors."
    place = head.index(actor)
    return {" ".join(row[: -len(head)]): row[-len(head) :][place] for row in rows}


def names_of_policies(module: ModuleType) -> set[str]:
    """Return the predicates that a module defines."""
    return {
        name
        for name, value in vars(module).items()
        if name.startswith("can_") and value.__module__ == module.__name__
    }


def names_of_rows(*tables: str) -> set[str]:
    """Return the first word of every row."""
    return {line.split()[0] for table in tables for line in table.splitlines()[2:]}
