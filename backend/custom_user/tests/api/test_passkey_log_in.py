from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.cache import BaseCache
from fido2.utils import websafe_encode
from freezegun import freeze_time
from pytest_django import Settings

from custom_user.models import AuthToken, CustomUser
from custom_user.tests.authenticator import PRESENT, SITE, SoftAuthenticator
from custom_user.tests.factories import PASSWORD
from custom_user.tests.second_factors import give_passkey, turn_on_app, verified_user
from tests.api.conformance import ApiClient

pytestmark = pytest.mark.django_db
LOGIN = "/api/v1/auth/login/"
PASSKEY = f"{LOGIN}passkey/"


@pytest.fixture(autouse=True)
def _site(settings: Settings, cache: BaseCache) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def passkey() -> SoftAuthenticator:
    return SoftAuthenticator()


@pytest.fixture
def user(passkey: SoftAuthenticator) -> CustomUser:
    """An account with that passkey."""
    user = verified_user(email="ada@example.org")
    give_passkey(user, passkey)
    user.refresh_from_db()
    return user


def begin() -> dict[str, Any]:
    answer = ApiClient().post(f"{PASSKEY}options/", {})
    assert answer.status_code == 200
    begun: dict[str, Any] = answer.json()
    return begun


def finish(begun: dict[str, Any], credential: dict[str, Any]) -> Any:
    body = {"challenge": begun["challenge"], "credential": credential}
    return ApiClient().post(PASSKEY, body | {"device_name": "phone"})


def log_in(passkey: SoftAuthenticator) -> Any:
    begun = begin()
    return finish(begun, passkey.get(begun["options"]))


def told(answer: Any) -> tuple[int, dict[str, Any]]:
    """Return what a stranger can tell answers apart by."""
    return answer.status_code, {**answer.json(), "trace_id": "", "request_id": ""}


def test_a_passkey_is_both_factors(
    user: CustomUser, passkey: SoftAuthenticator
) -> None:
    turn_on_app(user)
    answer = log_in(passkey)
    assert answer.status_code == 200
    token = AuthToken.objects.get()
    assert (token.user, token.device_name) == (user, "phone")
    assert not answer.cookies
    assert not Session.objects.exists()


def test_the_question_names_nobody() -> None:
    public = begin()["options"]["publicKey"]
    assert public["userVerification"] == "required"
    assert not public.get("allowCredentials")


def test_an_answer_works_once(user: CustomUser, passkey: SoftAuthenticator) -> None:
    begun = begin()
    credential = passkey.get(begun["options"])
    assert finish(begun, credential).status_code == 200
    again = finish(begun, credential)
    assert (again.status_code, again.json()["error_code"]) == (400, "USR0006")
    other = finish(begin(), credential)
    assert (other.status_code, other.json()["error_code"]) == (401, "USR0005")
    assert AuthToken.objects.count() == 1


def test_a_question_is_open_for_ten_minutes(
    user: CustomUser, passkey: SoftAuthenticator
) -> None:
    with freeze_time("2026-05-01T12:00:00Z") as clock:
        begun = begin()
        clock.tick(timedelta(minutes=10, seconds=1))
        answer = finish(begun, passkey.get(begun["options"]))
    assert (answer.status_code, answer.json()["error_code"]) == (400, "USR0006")


def test_a_device_that_did_not_ask_who_holds_it_is_one_factor_only(
    user: CustomUser, passkey: SoftAuthenticator
) -> None:
    passkey.flags = PRESENT
    assert log_in(passkey).status_code == 401
    assert second_step(passkey).status_code == 200


def second_step(passkey: SoftAuthenticator) -> Any:
    client = ApiClient()
    first = client.post(LOGIN, {"email": "ada@example.org", "password": PASSWORD})
    body = {
        "challenge": first.json()["challenge"],
        "credential": passkey.get(first.json()["passkey_options"]),
    }
    return client.post(f"{LOGIN}second-factor/", body)


def test_a_challenge_of_one_purpose_is_none_for_another(
    user: CustomUser, passkey: SoftAuthenticator
) -> None:
    client = ApiClient()
    first = client.post(LOGIN, {"email": "ada@example.org", "password": PASSWORD})
    begun = {**first.json(), "options": first.json()["passkey_options"]}
    answer = finish(begun, passkey.get(begun["options"]))
    assert answer.json()["error_code"] == "USR0006"

    begun = begin()
    body = {
        "challenge": begun["challenge"],
        "credential": passkey.get(begun["options"]),
    }
    answer = client.post(f"{LOGIN}second-factor/", body)
    assert answer.json()["error_code"] == "USR0006"


def test_all_failures_look_alike(user: CustomUser, passkey: SoftAuthenticator) -> None:
    stranger = SoftAuthenticator(user_handle=passkey.user_handle)
    nobody = SoftAuthenticator(user_handle=websafe_encode(bytes(16)))
    nameless = SoftAuthenticator()
    refused = [told(log_in(one)) for one in (stranger, nobody, nameless)]
    user.is_active = False
    user.save()
    refused.append(told(log_in(passkey)))

    assert refused[0][0] == 401
    assert all(one == refused[0] for one in refused)


def test_the_address_has_to_be_verified(
    user: CustomUser, passkey: SoftAuthenticator
) -> None:
    EmailAddress.objects.update(verified=False)
    assert log_in(passkey).json()["error_code"] == "USR0003"
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize(
    "credential", [{}, {"response": 1}, {"response": {"userHandle": "é"}}]
)
def test_nonsense_is_refused(credential: dict[str, Any]) -> None:
    assert finish(begin(), credential).status_code == 401


def test_other_shapes_are_faults_of_the_body() -> None:
    body = {"challenge": 1, "credential": [], "user": "ada"}
    assert ApiClient().post(PASSKEY, body).status_code == 400
    assert ApiClient().post(f"{PASSKEY}options/", {"user": "a"}).status_code == 400


def test_a_count_that_goes_back_is_a_copy(
    user: CustomUser, passkey: SoftAuthenticator
) -> None:
    passkey.counter = 3
    assert log_in(passkey).status_code == 200
    assert log_in(passkey).status_code == 401
