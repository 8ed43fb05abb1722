"""Guessing at passwords over HTTP: how much reaches the hasher, and who is kept out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import BaseCache
from django.db import connection
from django.test import override_settings
from rest_framework.test import APIClient

from custom_user.models import CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.tests.factories import PASSWORD, UserFactory
from custom_user.tests.second_factors import turn_on_app

LOGIN = "/api/v1/auth/login/"
HOME = "192.0.2.1"


@pytest.fixture(autouse=True)
def _real_limit(cache: BaseCache) -> Iterator[None]:
    rates = {**settings.THROTTLE_RATES, "login_account": "10/5min"}
    with override_settings(THROTTLE_RATES=rates):
        yield


@pytest.fixture
def hashed() -> Iterator[list[str]]:
    """The passwords that reach the hasher."""
    seen: list[str] = []
    real = MD5PasswordHasher.verify

    def verify(self: MD5PasswordHasher, password: str, encoded: str) -> bool:
        seen.append(password)
        return real(self, password, encoded)

    with patch.object(MD5PasswordHasher, "verify", verify):
        yield seen


def _user() -> CustomUser:
    user: CustomUser = UserFactory.create()
    user.user_profile.phone_no = "+4930123456"
    user.user_profile.save()
    vouch_for_address(account=user)
    return user


def _guess(user: CustomUser, number: int, address: str = "") -> int:
    name = {"email": user.email} if number % 2 else {"phone": "+4930123456"}
    body = {**name, "password": f"guess {number}"}
    remote = address or f"198.51.{number // 250}.{number % 250}"
    return APIClient(REMOTE_ADDR=remote).post(LOGIN, body).status_code


@pytest.mark.django_db
def test_of_a_thousand_guesses_ten_reach_the_hasher(hashed: list[str]) -> None:
    user = _user()

    statuses = [_guess(user, number) for number in range(1000)]

    assert len(hashed) <= 10
    assert statuses.count(401) == len(hashed)
    assert statuses.count(429) == 1000 - len(hashed)


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_ten_reach_the_hasher(hashed: list[str]) -> None:
    user = _user()

    def guess(number: int) -> int:
        try:
            return _guess(user, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(24) as pool:
        statuses = list(pool.map(guess, range(120)))

    assert len(hashed) <= 10
    assert set(statuses) == {401, 429}


@pytest.mark.django_db
def test_the_owner_gets_in_from_home_during_an_attack() -> None:
    user = _user()
    home = APIClient(REMOTE_ADDR=HOME)
    body = {"email": user.email, "password": PASSWORD}
    assert home.post(LOGIN, body).status_code == 200

    for number in range(100):
        _guess(user, number)

    assert home.post(LOGIN, body).status_code == 200
    # From elsewhere the right password has to wait, but for five minutes at most.
    answer = APIClient(REMOTE_ADDR="203.0.113.9").post(LOGIN, body)
    assert answer.status_code == 429
    assert answer.json()["error_code"] == "USR0008"
    assert 1 <= int(answer["Retry-After"]) <= 300


@pytest.mark.django_db
def test_unknown_accounts_are_limited_alike() -> None:
    body = {"email": "nobody@example.org", "password": PASSWORD}
    user = _user()

    unknown = [
        APIClient(REMOTE_ADDR=f"198.51.100.{n}").post(LOGIN, body).status_code
        for n in range(12)
    ]
    known = [_guess(user, number) for number in range(12)]

    assert unknown == known


@pytest.mark.django_db
def test_one_address_cannot_try_many_accounts() -> None:
    rates = {**settings.THROTTLE_RATES, "login": "30/min"}
    users = [UserFactory.create() for _ in range(40)]

    with override_settings(THROTTLE_RATES=rates):
        statuses = [_guess(user, 1, address=HOME) for user in users]

    assert statuses.count(401) == 30
    assert statuses[30:] == [429] * 10


@pytest.mark.django_db
@pytest.mark.parametrize("is_known", [True, False])
def test_another_spelling_of_an_address_is_counted_with_it(*, is_known: bool) -> None:
    user = _user()
    email = user.email if is_known else "nobody@example.org"
    spellings = [email, email.upper(), f" {email}", email.title()]

    statuses = [
        APIClient().post(LOGIN, {"email": name, "password": "wrong"}).status_code
        for name in spellings * 3
    ]

    # Counted apart, accounts that do not exist could be told by it.
    assert statuses == [401] * 7 + [429] * 5


@pytest.mark.django_db
def test_the_owner_can_give_a_code_at_home_during_an_attack_on_codes() -> None:
    user = _user()
    _, codes = turn_on_app(user)

    def answer(code: str, address: str) -> int:
        client = APIClient(REMOTE_ADDR=address)
        first = client.post(LOGIN, {"email": user.email, "password": PASSWORD})
        body = {"challenge": first.json()["challenge"], "code": code}
        return client.post(f"{LOGIN}second-factor/", body).status_code

    assert answer(codes[0], HOME) == 200

    # By somebody who has the password.
    attack = [answer("000000", f"198.51.100.{number}") for number in range(9)]

    assert attack == [401] * 7 + [429] * 2
    assert answer(codes[1], HOME) == 200
