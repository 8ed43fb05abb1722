"""Role x policy x own or other for public profiles."""

from __future__ import annotations

import pytest

from author import policies
from author.admin.authors import AuthorForm
from author.models import Author
from author.tests.factories import AuthorFactory
from blog.tests.policies.actors import MAKERS, column, make_actor, names_of_rows
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

TABLE = """
                       root adm  edit auth cont mod  read supp memb gone anon
can_view_author any    y    y    y    y    y    y    -    y    -    -    -
can_view_author own    y    y    y    y    y    y    y    y    y    -    -
can_view_author other  y    y    y    y    y    y    -    y    -    -    -
can_create_author      y    y    y    -    -    -    -    -    -    -    -
can_edit_author any    y    y    y    -    -    -    -    -    -    -    -
can_edit_author own    y    y    y    y    y    y    y    y    y    -    -
can_edit_author other  y    y    y    -    -    -    -    -    -    -    -
can_delete_author      y    y    -    -    -    -    -    -    -    -    -
"""
# Whose account it is, too: all, the profile alone, nothing; first own, then other.
FIELDS = """
                       root adm  edit auth cont mod  read supp memb gone anon
own                    all  all  all  part part part part part part -    -
other                  all  all  all  -    -    -    -    -    -    -    -
"""
ALL = set(AuthorForm.Meta.fields)
AMOUNTS = {"all": ALL, "part": ALL - {"user"}, "-": set()}


def profiles_for(name: str) -> tuple[policies.Actor, dict[str, Author]]:
    actor = make_actor(name)
    other = AuthorFactory.create(user=UserFactory.create())
    # Nobody is logged in: a profile without an account is not theirs.
    own = getattr(actor, "author", None) or AuthorFactory.create()
    return actor, {"own": own, "other": other}


@pytest.mark.parametrize("name", MAKERS)
def test_who_may_do_what(name: str) -> None:
    actor, profiles = profiles_for(name)
    expected = column(TABLE, name)

    found = {}
    for row in expected:
        policy, _, whose = row.partition(" ")
        about = {"author": profiles[whose]} if whose in profiles else {}
        found[row] = "y" if getattr(policies, policy)(actor=actor, **about) else "-"

    assert found == expected


@pytest.mark.parametrize("name", MAKERS)
def test_who_writes_which_fields(name: str) -> None:
    actor, profiles = profiles_for(name)

    for whose, amount in column(FIELDS, name).items():
        author = profiles[whose]
        fields = policies.editable_author_fields(actor=actor, author=author)
        assert fields == AMOUNTS[amount], whose


@pytest.mark.parametrize("name", MAKERS)
def test_lists_hold_what_the_policy_lets_see(name: str) -> None:
    actor, profiles = profiles_for(name)
    seen = {
        author
        for author in profiles.values()
        if policies.can_view_author(actor=actor, author=author)
    }

    condition = policies.viewable_authors(actor=actor)
    assert set(Author.objects.filter(condition)) == seen


def test_every_policy_stands_in_the_table() -> None:
    defined = {name for name in vars(policies) if name.startswith("can_")}

    assert names_of_rows(TABLE) == defined
