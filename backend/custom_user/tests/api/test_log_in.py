from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import BaseCache
from django.utils import timezone

from custom_user.models import AuthToken, CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.tests.factories import PASSWORD, UserFactory
from tests.api.conformance import ApiClient

pytestmark = pytest.mark.django_db
LOGIN = "/api/v1/auth/login/"


@pytest.fixture
def user(cache: BaseCache) -> CustomUser:
    """An account with a verified address."""
    user = UserFactory.create(email="ada@example.org")
    vouch_for_address(account=user)
    return user


def log_in(**body: Any) -> Any:
    return ApiClient().post(LOGIN, body)


def ask(token: str, method: str = "post", path: str = "auth/confirm/") -> Any:
    client = ApiClient(headers={"Authorization": f"Token {token}"})
    return getattr(client, method)(f"/api/v1/{path}", {})


def test_the_right_password_gets_a_token_for_this_device(user: CustomUser) -> None:
    answer = log_in(email="ada@example.org", password=PASSWORD, device_name="phone")

    assert answer.status_code == 200
    body = answer.json()
    assert body.keys() == {"token", "expires_at", "session"}
    token = AuthToken.objects.get()
    assert (token.user, token.device_name) == (user, "phone")
    assert body["session"] == str(token.session_id)
    assert ask(body["token"], path="auth/logout/").status_code == 204
    assert answer["Cache-Control"] == "private, no-store"


def test_the_address_may_be_written_in_any_case(user: CustomUser) -> None:
    assert log_in(email=" Ada@Example.ORG", password=PASSWORD).status_code == 200


def test_a_phone_number_will_do(user: CustomUser) -> None:
    user.user_profile.phone_no = "+4930123456"
    user.user_profile.save()

    assert log_in(phone="+4930123456", password=PASSWORD).status_code == 200


def test_a_log_in_is_noted(user: CustomUser) -> None:
    before = timezone.now()
    log_in(email=user.email, password=PASSWORD)

    user.refresh_from_db()
    assert user.last_login is not None
    assert before <= user.last_login <= timezone.now()


@pytest.mark.parametrize(
    "body",
    [
        {"email": "ada@example.org", "password": "wrong"},
        {"email": "ada@example.org", "password": PASSWORD.upper()},
        {"email": "ada@example.org", "password": f"{PASSWORD} "},
        {"email": "nobody@example.org", "password": PASSWORD},
        {"phone": "+4930999999", "password": PASSWORD},
    ],
)
def test_wrong_passwords_and_unknown_accounts_get_one_answer(
    user: CustomUser, body: dict[str, str]
) -> None:
    answer = log_in(**body)

    problem = answer.json()
    assert answer.status_code == 401
    assert problem["error_code"] == "USR0001"
    assert answer["WWW-Authenticate"] == 'Token realm="api"'
    assert "errors" not in problem
    assert not AuthToken.objects.exists()


def test_an_unusable_password_is_a_wrong_one(user: CustomUser) -> None:
    user.set_unusable_password()
    user.save()

    assert log_in(email=user.email, password=PASSWORD).status_code == 401
    assert log_in(email=user.email, password=user.password).status_code == 401


def test_an_unverified_address_is_told_to_the_owner_alone(user: CustomUser) -> None:
    EmailAddress.objects.all().delete()

    answer = log_in(email=user.email, password=PASSWORD)
    assert (answer.status_code, answer.json()["error_code"]) == (403, "USR0003")

    assert log_in(email=user.email, password="wrong").status_code == 401


def test_a_disabled_account_is_told_to_the_owner_alone(user: CustomUser) -> None:
    CustomUser.objects.update(is_active=False)

    answer = log_in(email=user.email, password=PASSWORD)
    assert (answer.status_code, answer.json()["error_code"]) == (403, "USR0002")

    assert log_in(email=user.email, password="wrong").status_code == 401


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"email": 5}, "/email"),
        ({"email": None}, "/email"),
        ({"email": "no address"}, "/email"),
        ({"email": f"{'a' * 300}@example.org"}, "/email"),
        ({"password": None}, "/password"),
        ({"password": ["x"]}, "/password"),
        ({"password": "x" * 257}, "/password"),
        ({"password": "a\0b"}, "/password"),
        ({"phone": "+4930123456"}, "/email"),
        ({"device_name": "x" * 101}, "/device_name"),
        ({"device_name": {"a": 1}}, "/device_name"),
        ({"is_staff": True}, "/is_staff"),
    ],
)
def test_bad_input_is_pointed_at(
    user: CustomUser, change: dict[str, Any], pointer: str
) -> None:
    body = {"email": user.email, "password": PASSWORD, **change}
    answer = ApiClient().post(LOGIN, body)

    assert answer.status_code == 400
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"7", b"null", b"{", b""])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    answer = ApiClient().post(LOGIN, body, content_type="application/json")

    assert answer.status_code == 400


def test_parameters_are_refused(user: CustomUser) -> None:
    # A password in an address would stand in logs.
    answer = ApiClient().post(f"{LOGIN}?email={user.email}&password={PASSWORD}", {})

    assert answer.status_code == 400


def _token(user: CustomUser) -> str:
    return str(log_in(email=user.email, password=PASSWORD).json()["token"])


def test_logging_out_ends_this_session_alone(user: CustomUser) -> None:
    phone, laptop = _token(user), _token(user)

    assert ask(phone, path="auth/logout/").status_code == 204

    assert ask(phone).status_code == 401
    assert ask(laptop).status_code == 400


def test_logging_out_everywhere_ends_all_sessions(user: CustomUser) -> None:
    phone, laptop = _token(user), _token(user)
    admin = ApiClient()
    admin.force_login(user)

    assert ask(phone, path="auth/logout-all/").status_code == 204

    assert ask(phone).status_code == ask(laptop).status_code == 401
    assert admin.post("/api/v1/auth/logout/").status_code == 401


def test_a_rotated_token_goes_on_under_a_new_key(user: CustomUser) -> None:
    old = _token(user)

    answer = ask(old, path="auth/token/rotate/")

    assert answer.status_code == 200
    assert ask(answer.json()["token"]).status_code == 400


def test_using_a_replaced_token_ends_its_session_and_no_other(
    user: CustomUser,
) -> None:
    other, old = _token(user), _token(user)
    new = ask(old, path="auth/token/rotate/").json()["token"]

    # On an endpoint that is open to everyone, too.
    assert ask(old, "get", "posts/").status_code == 401

    assert ask(new).status_code == 401
    assert ask(other).status_code == 400


def test_an_expired_token_is_refused(user: CustomUser) -> None:
    token = _token(user)
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))

    answer = ask(token, "get", "posts/")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Token realm="api"'


def test_a_confirmation_by_password_is_kept_on_the_session(user: CustomUser) -> None:
    client = ApiClient(headers={"Authorization": f"Token {_token(user)}"})
    _token(user)

    answer = client.post("/api/v1/auth/confirm/", {"password": PASSWORD})

    assert answer.status_code == 204
    assert AuthToken.objects.filter(confirmed_at__isnull=False).count() == 1


def test_a_wrong_password_confirms_nothing(user: CustomUser) -> None:
    client = ApiClient(headers={"Authorization": f"Token {_token(user)}"})

    answer = client.post("/api/v1/auth/confirm/", {"password": "wrong"})

    assert (answer.status_code, answer.json()["error_code"]) == (401, "USR0001")
    assert not AuthToken.objects.filter(confirmed_at__isnull=False).exists()


@pytest.mark.parametrize("code", ["000000", "x", "\U0001f600", "1" * 20])
def test_a_code_without_a_factor_confirms_nothing(user: CustomUser, code: str) -> None:
    client = ApiClient(headers={"Authorization": f"Token {_token(user)}"})

    answer = client.post("/api/v1/auth/confirm/", {"code": code})

    assert (answer.status_code, answer.json()["error_code"]) == (401, "USR0005")


def test_the_token_costs_one_statement(
    user: CustomUser, django_assert_num_queries: Any
) -> None:
    token = _token(user)
    client = ApiClient(headers={"Authorization": f"Token {token}"})

    with django_assert_num_queries(1):
        assert client.get("/api/v1/posts/?fields=unknown").status_code == 400
