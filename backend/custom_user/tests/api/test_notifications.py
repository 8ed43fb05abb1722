from __future__ import annotations

from typing import Any

import pytest

from custom_user.constants import Notification
from custom_user.models import CustomUser, NotificationChoice
from custom_user.services.notifications import wants
from custom_user.tests.callers import TOKENS_ONLY, pointers, refusals, with_token
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PATH = "/api/v1/me/notifications/"
ALL = dict.fromkeys(Notification.values, True)


@pytest.fixture
def user() -> CustomUser:
    user: CustomUser = UserFactory.create()
    return user


def test_all_mail_is_wanted_until_somebody_declines(user: CustomUser) -> None:
    client = with_token(user)
    assert client.get(PATH).json() == ALL

    body = client.patch(PATH, {"new_login": False}).json()

    assert body == client.get(PATH).json() == ALL | {"new_login": False}
    assert not wants(user=user, kind=Notification.NEW_LOGIN)
    assert wants(user=user, kind=Notification.NEW_POSTS)


def test_a_choice_is_one_account_s_and_can_be_taken_back(user: CustomUser) -> None:
    other = UserFactory.create()
    client = with_token(user)
    client.patch(PATH, {"new_login": False})
    assert wants(user=other, kind=Notification.NEW_LOGIN)

    client.patch(PATH, {"new_login": True})

    assert wants(user=user, kind=Notification.NEW_LOGIN)


def test_an_empty_change_stores_nothing(user: CustomUser) -> None:
    assert with_token(user).patch(PATH, {}).json() == ALL
    assert not NotificationChoice.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("new_login", None),
        ("new_login", "yes"),
        ("new_login", 1),
        ("new_login", []),
        ("security", False),
        ("a\0b", False),
    ],
)
def test_bad_input_is_pointed_to_and_changes_nothing(
    user: CustomUser, name: str, value: Any
) -> None:
    answer = with_token(user).patch(PATH, {"new_posts": False, name: value})

    assert pointers(answer) == [f"/{name}"]
    assert not NotificationChoice.objects.exists()


@pytest.mark.parametrize("method", ["get", "patch"])
def test_choices_are_made_with_a_token_alone(method: str) -> None:
    assert refusals(method, PATH) == TOKENS_ONLY
