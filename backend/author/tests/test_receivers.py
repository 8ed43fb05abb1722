from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from author.models import Author
from author.tests.factories import AuthorFactory
from custom_user.events import account_erased, personal_data_requested
from custom_user.models import CustomUser
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def erased(user: CustomUser) -> None:
    account_erased.send(sender=CustomUser, user=user, now=timezone.now())


def test_the_profile_forgets_the_account_and_stays() -> None:
    user = UserFactory.create(email="ada@example.org")
    own = AuthorFactory.create(name="Ada", user=user, email="other@example.org")
    namesake = AuthorFactory.create(email="Ada@example.org")
    stranger = AuthorFactory.create(
        user=UserFactory.create(), email="someone@example.org"
    )

    erased(user)

    rows = Author.objects.in_bulk()
    assert rows[own.pk].name == "Ada"
    for row in (rows[own.pk], rows[namesake.pk]):
        assert (row.user_id, row.email) == (None, None)
    assert rows[stranger.pk].user_id is not None
    assert rows[stranger.pk].email == "someone@example.org"


def test_the_profile_is_among_the_personal_data() -> None:
    user = UserFactory.create()
    AuthorFactory.create(user=user, name="Ada", slug="ada", bio="Counts.")
    nobody = UserFactory.create()

    found: dict[int, Any] = {}
    for account in (user, nobody):
        answers: Any = personal_data_requested.send(sender=CustomUser, user=account)
        [found[account.pk]] = [
            more["author_profile"] for _, more in answers if "author_profile" in more
        ]

    assert found[user.pk]["name"] == "Ada"
    assert found[user.pk]["bio"] == "Counts."
    assert found[nobody.pk] is None
