from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import BaseCache
from django.utils import timezone
from pytest_django import Settings

from custom_user.exceptions import CodeInvalidError, TooManyGuessesError
from custom_user.models import CustomUser
from custom_user.services.log_in import log_in_by_code
from custom_user.tests.authenticator import SITE, SoftAuthenticator
from custom_user.tests.factories import PASSWORD, UserFactory
from custom_user.tests.mailbox import mails_sent
from custom_user.tests.second_factors import (
    client_of,
    code_at,
    count_sessions,
    give_passkey,
    turn_on_app,
    verified_user,
)
from tests.api.conformance import ApiClient

pytestmark = pytest.mark.django_db
FACTORS = "/api/v1/me/factors/"
LOGIN = "/api/v1/auth/login/"
WRITES = [
    ("post", "totp/confirm/", {"challenge": "x", "code": "123456"}),
    ("post", "passkeys/options/", {}),
    ("post", "passkeys/", {"challenge": "x", "name": "x", "credential": {}}),
    ("post", "recovery-codes/", {}),
    ("delete", f"{UUID(int=1)}/", {}),
]


@pytest.fixture(autouse=True)
def _site(settings: Settings, cache: BaseCache) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def user() -> CustomUser:
    """An account with a verified address."""
    return verified_user(email="ada@example.org")


def codes_of(answer: Any) -> list[str]:
    return [error["code"] for error in answer.json().get("errors", [])]


def test_an_app_is_set_up_in_two_steps(user: CustomUser) -> None:
    client_of(user)
    client = client_of(user)
    setup = client.post(f"{FACTORS}totp/", {}).json()
    assert setup["url"].startswith("otpauth://totp/")
    assert setup["secret"] in setup["url"]
    assert setup["qr_svg"].startswith("<?xml")
    assert setup["secret"] not in setup["challenge"]
    assert client.get(FACTORS).json()["factors"] == []

    code = code_at(setup["secret"], timezone.now())
    body = {"challenge": setup["challenge"], "code": code}
    with mails_sent() as mails:
        answer = client.post(f"{FACTORS}totp/confirm/", body)

    assert answer.status_code == 201
    assert [mail.to for mail in mails] == [["ada@example.org"]]
    assert len(answer.json()["recovery_codes"]) == 10
    assert client.get(FACTORS).status_code == 401
    assert count_sessions(user) == 1
    token = answer.json()["token"]["token"]
    fresh = ApiClient(headers={"Authorization": f"Token {token}"})
    shown = fresh.get(FACTORS).json()
    assert shown["recovery_codes_left"] == 10
    (factor,) = shown["factors"]
    assert factor.keys() == {"id", "type", "name", "created_at", "last_used_at"}
    assert factor["type"] == "totp"
    assert "secret" not in str(shown)


def test_a_wrong_code_turns_nothing_on(user: CustomUser) -> None:
    client = client_of(user)
    setup = client.post(f"{FACTORS}totp/", {}).json()
    code = code_at(setup["secret"], timezone.now(), steps=40)
    body = {"challenge": setup["challenge"], "code": code}
    answer = client.post(f"{FACTORS}totp/confirm/", body)

    assert (answer.status_code, answer.json()["error_code"]) == (401, "USR0005")
    assert not Authenticator.objects.exists()
    assert client.get(FACTORS).status_code == 200


def test_there_is_one_app_per_account(user: CustomUser) -> None:
    client = client_of(user)
    setup = client.post(f"{FACTORS}totp/", {}).json()
    turn_on_app(user)
    assert client.post(f"{FACTORS}totp/", {}).json()["error_code"] == "USR0018"
    body = {
        "challenge": setup["challenge"],
        "code": code_at(setup["secret"], timezone.now()),
    }
    assert (
        client.post(f"{FACTORS}totp/confirm/", body).json()["error_code"] == "USR0018"
    )


def test_a_setup_is_for_one_account(user: CustomUser) -> None:
    setup = client_of(verified_user()).post(f"{FACTORS}totp/", {}).json()
    body = {
        "challenge": setup["challenge"],
        "code": code_at(setup["secret"], timezone.now()),
    }
    answer = client_of(user).post(f"{FACTORS}totp/confirm/", body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "USR0006")


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_changes_need_a_confirmation(
    user: CustomUser, method: str, path: str, body: dict[str, Any]
) -> None:
    call = getattr(client_of(user, confirmed=False), method)
    answer = call(FACTORS + path, body)
    assert (answer.status_code, answer.json()["error_code"]) == (403, "USR0007")


@pytest.mark.parametrize(
    ("method", "path", "body"), [*WRITES, ("post", "totp/", {}), ("get", "", {})]
)
def test_strangers_are_asked_who_they_are(
    method: str, path: str, body: dict[str, Any]
) -> None:
    assert getattr(ApiClient(), method)(FACTORS + path, body).status_code == 401


@pytest.mark.parametrize("path", ["totp/", "passkeys/options/", "recovery-codes/"])
def test_changes_need_a_verified_address(user: CustomUser, path: str) -> None:
    client = client_of(user)
    EmailAddress.objects.update(verified=False)
    with mails_sent() as mails:
        answer = client.post(FACTORS + path, {})
    assert (answer.status_code, answer.json()["error_code"]) == (403, "USR0003")
    assert len(mails) == 1


def test_new_recovery_codes_replace_the_old_ones(user: CustomUser) -> None:
    _, old = turn_on_app(user)
    client = client_of(user)
    with mails_sent() as mails:
        answer = client.post(f"{FACTORS}recovery-codes/", {})

    new = answer.json()["recovery_codes"]
    assert answer.status_code == 201
    assert len(mails) == 1
    assert len(set(new) - set(old)) == 10
    assert client.get(FACTORS).status_code == 401
    assert second_step(old[0]).status_code == 401
    assert second_step(new[0]).status_code == 200


def test_recovery_codes_alone_are_no_factor(user: CustomUser) -> None:
    answer = client_of(user).post(f"{FACTORS}recovery-codes/", {})
    assert (answer.status_code, answer.json()["error_code"]) == (409, "USR0041")


def second_step(code: str) -> Any:
    client = ApiClient()
    first = client.post(LOGIN, {"email": "ada@example.org", "password": PASSWORD})
    assert first.status_code == 202
    body = {"challenge": first.json()["challenge"], "code": code}
    return client.post(f"{LOGIN}second-factor/", body)


def test_the_last_factor_takes_the_recovery_codes_with_it(user: CustomUser) -> None:
    turn_on_app(user)
    give_passkey(user, SoftAuthenticator())
    for left in (1, 0):
        client = client_of(user)
        (factor, *_) = client.get(FACTORS).json()["factors"]
        with mails_sent() as mails:
            answer = client.delete(f"{FACTORS}{factor['id']}/")
        assert answer.status_code == 200
        assert len(mails) == 1
        assert client.get(FACTORS).status_code == 401
        token = answer.json()["token"]
        fresh = ApiClient(headers={"Authorization": f"Token {token}"})
        shown = fresh.get(FACTORS).json()
        assert len(shown["factors"]) == left
        assert shown["recovery_codes_left"] == 10 * left
    assert not Authenticator.objects.exists()


def test_factors_of_others_are_not_there(user: CustomUser) -> None:
    other = verified_user()
    turn_on_app(other)
    factor = client_of(other).get(FACTORS).json()["factors"][0]["id"]
    turn_on_app(user)
    client = client_of(user)
    for name in (factor, uuid4(), "1", "\u00e9"):
        answer = client.delete(f"{FACTORS}{name}/")
        assert (answer.status_code, answer.json()["error_code"]) == (404, "USR0017")
    assert Authenticator.objects.filter(type="totp").count() == 2


def test_the_last_way_in_stays(user: CustomUser) -> None:
    give_passkey(user, SoftAuthenticator())
    user.set_unusable_password()
    user.save()
    client = client_of(user)
    factor = client.get(FACTORS).json()["factors"][0]["id"]
    answer = client.delete(f"{FACTORS}{factor}/")
    assert (answer.status_code, answer.json()["error_code"]) == (409, "USR0040")


def test_keys_of_rows_are_not_shown(user: CustomUser) -> None:
    turn_on_app(user)
    row = Authenticator.objects.get(type="totp")
    factor = client_of(user).get(FACTORS).json()["factors"][0]
    assert str(row.pk) != factor["id"]
    assert len(factor["id"]) == 36


def test_a_passkey_is_added_by_the_browsers_answer(user: CustomUser) -> None:
    client = client_of(user)
    begun = client.post(f"{FACTORS}passkeys/options/", {}).json()
    credential = SoftAuthenticator().create(begun["options"])
    body = {"challenge": begun["challenge"], "name": "my phone"}
    with mails_sent() as mails:
        answer = client.post(f"{FACTORS}passkeys/", body | {"credential": credential})

    assert answer.status_code == 201
    assert len(mails) == 1
    assert len(answer.json()["recovery_codes"]) == 10
    assert client.get(FACTORS).status_code == 401
    assert client_of(user).get(FACTORS).json()["factors"][0]["name"] == "my phone"
    assert not Session.objects.exists()
    assert not answer.cookies

    second = client_of(user)
    begun = second.post(f"{FACTORS}passkeys/options/", {}).json()
    credential = SoftAuthenticator().create(begun["options"])
    body = {"challenge": begun["challenge"], "name": "tablet", "credential": credential}
    assert second.post(f"{FACTORS}passkeys/", body).json()["recovery_codes"] is None


def test_unknown_members_are_refused(user: CustomUser) -> None:
    client = client_of(user)
    for path in ("totp/", "totp/confirm/", "passkeys/", "passkeys/options/"):
        answer = client.post(FACTORS + path, {"user": 1})
        assert answer.status_code == 400
        assert "unknown" in codes_of(answer)


def test_a_passkey_without_a_name_or_answer_is_refused(user: CustomUser) -> None:
    client = client_of(user)
    body = {"challenge": "x" * 5000, "name": "n" * 101, "credential": "text"}
    answer = client.post(f"{FACTORS}passkeys/", body)
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 3


def test_ten_codes_may_be_wrong_in_five_minutes(
    user: CustomUser, settings: Settings
) -> None:
    rates = {**settings.THROTTLE_RATES, "login_account": "10/5min"}
    settings.THROTTLE_RATES = rates
    secret, _ = turn_on_app(user)
    now = timezone.now()
    right = {code_at(secret, now, steps=step) for step in range(-1, 2)}
    first = ApiClient().post(LOGIN, {"email": "ada@example.org", "password": PASSWORD})
    challenge = first.json()["challenge"]

    def guess(code: str, address: str) -> str:
        try:
            log_in_by_code(challenge=challenge, code=code, address=address, now=now)
        except (CodeInvalidError, TooManyGuessesError) as error:
            return error.error_code
        return "in"

    outcomes = [
        guess(f"{number:06}", f"192.0.2.{number % 250}")
        for number in range(1000)
        if f"{number:06}" not in right
    ]
    assert 0 < outcomes.count("USR0005") <= 10
    assert set(outcomes) == {"USR0005", "USR0008"}
    # The right one is refused as well now: nobody learns that it is right.
    assert guess(code_at(secret, now), "192.0.2.1") == "USR0008"


def test_an_unverified_account_has_no_factors_to_show() -> None:
    client = client_of(UserFactory.create())
    assert client.get(FACTORS).json() == {"factors": [], "recovery_codes_left": 0}
