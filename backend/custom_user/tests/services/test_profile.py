"""Profiles under concurrency; the rest is tested where clients meet it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from common.exceptions import ConflictError
from custom_user.exceptions import PhoneTakenError, UsernameTakenError
from custom_user.models import CustomUser, UserProfile
from custom_user.services.profile import update_profile
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 8
Outcomes = list[type[ConflictError] | None]


def all_at_once(change: Callable[[int], None]) -> Outcomes:
    """Run `change` for each writer at the same moment; return what they were told."""
    start = Barrier(WRITERS)

    def run(number: int) -> type[ConflictError] | None:
        start.wait(timeout=10)
        try:
            change(number)
        except ConflictError as error:
            return type(error)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(max_workers=WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("username", "ada", UsernameTakenError),
        ("phone", "+4930123456", PhoneTakenError),
    ],
)
def test_of_many_who_want_the_same_one_gets_it(
    name: str, value: str, error: type[ConflictError]
) -> None:
    users = UserFactory.create_batch(WRITERS)

    seen = all_at_once(
        lambda number: update_profile(user=users[number], changes={name: value})
    )

    assert seen.count(None) == 1
    assert seen.count(error) == WRITERS - 1


def test_changes_of_different_members_do_not_undo_each_other() -> None:
    user: CustomUser = UserFactory.create()
    names = ["username", "first_name", "last_name", "city"]

    seen = all_at_once(
        lambda number: update_profile(user=user, changes={names[number % 4]: "x"})
    )

    assert seen == [None] * WRITERS
    user.refresh_from_db()
    assert (user.username, user.first_name, user.last_name) == ("x", "x", "x")
    assert UserProfile.objects.get(user=user).city == "x"


def test_a_refused_change_leaves_the_rest_as_it_was() -> None:
    user, other = UserFactory.create_batch(2)
    update_profile(user=other, changes={"phone": "+4930123456"})

    with pytest.raises(PhoneTakenError):
        update_profile(user=user, changes={"username": "x", "phone": "+4930123456"})

    user.refresh_from_db()
    assert user.username is None
