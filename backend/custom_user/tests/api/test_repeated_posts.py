"""Account calls that are sent again with the same `Idempotency-Key`."""

from __future__ import annotations

from typing import Any

import pytest
from freezegun import freeze_time
from rest_framework.test import APIClient

from common.models import IdempotencyRecord
from custom_user.models import ApiKey, AuthToken, CustomUser
from custom_user.tests.callers import with_token
from custom_user.tests.factories import UserFactory
from custom_user.tests.mailbox import mails_sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
KEY = {"Idempotency-Key": "once"}
ROTATE = "/api/v1/auth/token/rotate/"
CONFIRM = "/api/v1/auth/confirm/"
KEYS = "/api/v1/api-keys/"
ME = "/api/v1/me/"


@pytest.fixture
def user() -> CustomUser:
    user: CustomUser = UserFactory.create()
    return user


def repeat(client: APIClient, path: str, body: Any = None) -> tuple[Any, Any]:
    """Post twice; both answers have to be the same one."""
    first, second = (client.post(path, body or {}, headers=KEY) for _ in range(2))
    assert first.status_code < 300, first.content
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second["Idempotency-Replayed"] == "true"
    return first, second


def status_of(key: str) -> int:
    return APIClient(headers={"Authorization": f"Token {key}"}).get(ME).status_code


def test_a_sign_up_that_comes_twice_is_one_and_sends_one_mail() -> None:
    body = {"email": "ada@example.org", "password": "seven green bottles"}
    with mails_sent() as mails:
        repeat(APIClient(), "/api/v1/auth/register/", body)

    assert CustomUser.objects.count() == 1
    assert len(mails) == 1


def test_an_api_key_is_made_once_and_shown_again(user: CustomUser) -> None:
    body = {"name": "feed reader", "scopes": ["posts:read"]}
    first, second = repeat(with_token(user, confirmed=True), KEYS, body)

    assert second.json()["key"] == first.json()["key"]
    assert ApiKey.objects.count() == 1
    assert first.json()["key"] not in str(IdempotencyRecord.objects.values_list().get())


def test_an_api_key_is_shown_again_only_within_the_confirmation(
    user: CustomUser,
) -> None:
    body = {"name": "feed reader", "scopes": ["posts:read"]}
    client = with_token(user, confirmed=True)
    client.post(KEYS, body, headers=KEY)
    AuthToken.objects.update(confirmed_at=None)

    assert client.post(KEYS, body, headers=KEY).status_code == 403


def test_a_rotation_that_comes_twice_gives_the_same_token_and_ends_nothing(
    user: CustomUser,
) -> None:
    first, _ = repeat(with_token(user), ROTATE)

    assert status_of(first.json()["token"]) == 200
    assert AuthToken.objects.usable(AuthToken.objects.latest("pk").created_at).count()


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "guessed"}])
def test_who_has_only_the_replaced_token_ends_the_session(
    user: CustomUser, headers: dict[str, str]
) -> None:
    client = with_token(user)
    new = client.post(ROTATE, {}, headers=KEY).json()["token"]

    assert client.post(ROTATE, {}, headers=headers).status_code == 401
    assert status_of(new) == 401
    assert not AuthToken.objects.exists()


def test_the_key_of_a_rotation_opens_nothing_else_to_a_replaced_token(
    user: CustomUser,
) -> None:
    client = with_token(user)
    new = client.post(ROTATE, {}, headers=KEY).json()["token"]

    assert client.post("/api/v1/auth/logout/", {}, headers=KEY).status_code == 401
    assert status_of(new) == 401


def test_a_replaced_token_gets_no_answer_to_another_request(user: CustomUser) -> None:
    client = with_token(user)
    new = client.post(ROTATE, {}, headers=KEY).json()["token"]

    assert client.post(ROTATE, {"a": 1}, headers=KEY).status_code == 422
    assert client.get(ROTATE, headers=KEY).status_code == 401
    assert status_of(new) == 401


def test_a_rotation_is_given_again_for_a_day(user: CustomUser) -> None:
    with freeze_time("2026-03-01 12:00:00"):
        client = with_token(user)
        client.post(ROTATE, {}, headers=KEY)
    with freeze_time("2026-03-02 12:00:00"):
        assert client.post(ROTATE, {}, headers=KEY).status_code == 401
    assert not AuthToken.objects.exists()


def test_two_devices_of_an_account_never_get_the_token_of_the_other(
    user: CustomUser,
) -> None:
    phone, laptop = with_token(user), with_token(user, device="laptop")

    answers = [client.post(ROTATE, {}, headers=KEY) for client in (phone, laptop)]

    assert len({answer.json()["token"] for answer in answers}) == 2


def test_a_log_in_is_given_again_only_to_who_knows_the_password(
    user: CustomUser,
) -> None:
    body = {"email": user.email, "password": "wrong"}
    path = "/api/v1/auth/login/"
    for _ in range(2):
        answer = APIClient().post(path, body, headers=KEY)
        assert answer.status_code == 401
        assert "Idempotency-Replayed" not in answer
