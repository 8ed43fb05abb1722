"""Own profiles, those of others, and who learns an address."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.tests.admin.conftest import staff
from custom_user.constants import Role
from custom_user.tests.factories import UserFactory
from custom_user.tests.roles import member_of

pytestmark = pytest.mark.django_db

LIST = reverse("admin:author_author_changelist")
SECRETS = ("secret@example.org", "account@example.org")


def change(author: Author) -> str:
    return reverse("admin:author_author_change", args=[author.pk])


@pytest.fixture
def colleague() -> Author:
    account = UserFactory.create(email=SECRETS[1])
    return AuthorFactory.create(name="Ada", email=SECRETS[0], user=account)


@pytest.mark.parametrize(
    ("role", "known"),
    [
        (Role.ADMINISTRATOR, SECRETS),
        (Role.EDITOR, SECRETS[:1]),
        (Role.AUTHOR, ()),
        (Role.CONTRIBUTOR, ()),
        (Role.MODERATOR, ()),
        (Role.SUPPORT_AGENT, ()),
    ],
)
def test_addresses_are_for_those_who_need_them(
    client: Client, colleague: Author, role: Role, known: tuple[str, ...]
) -> None:
    client.force_login(member_of(role))

    pages = client.get(LIST).content + client.get(change(colleague)).content

    assert tuple(it for it in SECRETS if it in pages.decode()) == known
    found = client.get(LIST, {"q": "secret@"}).context["cl"].result_list
    assert list(found) == ([colleague] if SECRETS[0] in known else [])


def test_the_own_profile_changes_and_stays_with_its_account(client: Client) -> None:
    user = member_of(Role.AUTHOR)
    author = AuthorFactory.create(user=user)
    client.force_login(user)
    data = {"name": "New name", "links": "", "user": UserFactory.create().pk}

    assert client.post(change(author), data).status_code == 302

    author.refresh_from_db()
    assert (author.name, author.user) == ("New name", user)


def test_who_sees_accounts_does_not_hand_over_the_own_profile(client: Client) -> None:
    user = staff("view_customuser")
    author = AuthorFactory.create(user=user)
    client.force_login(user)
    data = {"name": "New name", "links": "", "user": UserFactory.create().pk}

    client.post(change(author), data)

    author.refresh_from_db()
    assert (author.name, author.user) == ("New name", user)


def test_profiles_of_others_stay_as_they_are(client: Client, colleague: Author) -> None:
    user = member_of(Role.AUTHOR)
    client.force_login(user)

    response = client.post(change(colleague), {"name": "New", "user": user.pk})

    assert response.status_code == 403
    colleague.refresh_from_db()
    assert colleague.name == "Ada"


def test_editors_change_a_profile_and_not_whose_it_is(
    client: Client, colleague: Author
) -> None:
    user = member_of(Role.EDITOR)
    client.force_login(user)
    owner = colleague.user

    client.post(change(colleague), {"name": "New", "links": "", "user": user.pk})

    colleague.refresh_from_db()
    assert (colleague.name, colleague.user) == ("New", owner)
