"""Who gets in to the admin, and what everybody else is told."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.cache import BaseCache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from common.tests.log_lines import LogLines
from custom_user.models import CustomUser
from custom_user.tests.authenticator import SITE, SoftAuthenticator
from custom_user.tests.factories import PASSWORD, UserFactory
from custom_user.tests.second_factors import code_at, give_passkey, turn_on_app
from custom_user.tests.staff.conftest import LogIn

pytestmark = pytest.mark.django_db
INDEX = "/blog-cms/"
REFUSAL = "Please enter the correct e-mail address, password and code"


@pytest.fixture(autouse=True)
def _empty(cache: BaseCache) -> None:
    """No windows of earlier tests."""


def is_inside(client: Client) -> bool:
    return client.get(INDEX).status_code == 200


def current(secret: str) -> str:
    return code_at(secret, timezone.now())


def test_a_password_is_enough_where_no_factor_is_asked_for(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    answer = log_in(email=" Ada@Example.org ")

    assert (answer.status_code, answer["Location"]) == (302, INDEX)
    assert is_inside(client)


def test_the_password_is_hidden_while_it_is_typed(client: Client) -> None:
    page = client.get(f"{INDEX}login/").content.decode()

    [field] = re.findall(r"<input[^>]*name=.password.[^>]*>", page)
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field


def test_an_account_with_a_factor_is_asked_for_it_everywhere(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    secret, _ = turn_on_app(member)

    assert log_in().status_code == 200
    assert not is_inside(client)
    assert log_in(code=current(secret)).status_code == 302
    assert is_inside(client)


def test_a_code_works_once(client: Client, member: CustomUser, log_in: LogIn) -> None:
    code = current(turn_on_app(member)[0])
    log_in(code=code)
    client.logout()

    assert REFUSAL in log_in(code=code).content.decode()
    assert not is_inside(client)


def test_a_recovery_code_lets_in_once(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    code = turn_on_app(member)[1][0]

    assert log_in(code=code).status_code == 302
    client.logout()
    assert log_in(code=code).status_code == 200


def test_who_has_a_passkey_alone_gets_in_by_a_recovery_code(
    client: Client, member: CustomUser, log_in: LogIn, settings: Settings
) -> None:
    settings.SITE_URL = SITE
    codes = give_passkey(member, SoftAuthenticator())

    assert log_in().status_code == 200
    assert log_in(code=codes[0]).status_code == 302
    assert is_inside(client)


def cases() -> dict[str, dict[str, Any]]:
    return {
        "unknown": {"email": "eve@example.org"},
        "wrong password": {"password": "wrong"},
        "no code": {},
        "wrong code": {"code": "000000"},
        "reader": {"email": "reader@example.org"},
        "disabled": {"email": "gone@example.org"},
    }


@pytest.mark.parametrize("case", cases())
def test_every_failure_looks_the_same(
    client: Client, member: CustomUser, log_in: LogIn, case: str
) -> None:
    turn_on_app(member)
    UserFactory.create(email="reader@example.org")
    UserFactory.create(email="gone@example.org", staff=True, is_active=False)

    with LogLines() as log:
        answer = log_in(**cases()[case])

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [
        f"{REFUSAL} for a staff account. Each code works once."
    ]
    assert not is_inside(client)
    (line,) = log.named("staff_login_failed")
    assert line["data"]["client"] == "127.0.0.1"
    assert "example.org" not in log.text()
    assert PASSWORD not in log.text()


@pytest.mark.parametrize(
    "wrong", [{"username": ""}, {"username": "a\0b"}, {"password": "x" * 300}]
)
def test_a_form_that_cannot_be_right_is_shown_again(
    client: Client, wrong: dict[str, str]
) -> None:
    data = {"username": "ada@example.org", "password": "x", **wrong}
    answer = client.post(reverse("admin:login"), data)

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == wrong.keys()


def test_success_is_logged_without_the_address(
    member: CustomUser, log_in: LogIn
) -> None:
    with LogLines() as log:
        log_in()

    (line,) = log.named("staff_login")
    assert line["data"] == {"user": member.pk, "client": "127.0.0.1"}


def test_the_key_of_the_session_changes_with_the_log_in(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key or ""
    client.cookies["sessionid"] = planted

    log_in()

    assert client.cookies["sessionid"].value not in {"", planted}


def test_one_client_does_not_try_for_ever(
    client: Client, member: CustomUser, log_in: LogIn, settings: Settings
) -> None:
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "login": "2/h"}
    log_in(password="wrong")
    log_in(email="eve@example.org")

    answer = log_in()

    assert answer.status_code == 429
    assert 3590 <= int(answer["Retry-After"]) <= 3600
    assert "Too many attempts. Try again in 60 min." in answer.content.decode()
    assert 'name="password"' in answer.content.decode()
    assert not is_inside(client)
    assert log_in(REMOTE_ADDR="192.0.2.7").status_code == 302


def test_guesses_at_an_account_are_counted_with_those_over_the_api(
    client: Client, member: CustomUser, log_in: LogIn, settings: Settings
) -> None:
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "login_account": "10/5min"}
    wrong = {"email": member.email, "password": "wrong"}
    for _ in range(7):
        client.post("/api/v1/auth/login/", wrong, content_type="application/json")

    answer = log_in()

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300


def test_codes_are_not_guessed_for_ever(
    client: Client, member: CustomUser, log_in: LogIn, settings: Settings
) -> None:
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "login_account": "10/5min"}
    secret, _ = turn_on_app(member)

    statuses = [log_in(code=f"{number:06}").status_code for number in range(9)]

    assert statuses == [200] * 7 + [429] * 2
    assert log_in(code=current(secret)).status_code == 429


def remove(member: CustomUser) -> None:
    Authenticator.objects.filter(user=member).delete()


def add(member: CustomUser) -> None:
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=member, type=kind, data={})


def demote(member: CustomUser) -> None:
    CustomUser.objects.filter(pk=member.pk).update(is_staff=False)


def disable(member: CustomUser) -> None:
    CustomUser.objects.filter(pk=member.pk).update(is_active=False)


def change_password(member: CustomUser) -> None:
    CustomUser.objects.filter(pk=member.pk).update(password=make_password("new"))


@pytest.mark.parametrize("change", [remove, add, demote, disable, change_password])
@pytest.mark.parametrize("is_required", [True, False])
def test_a_session_ends_with_what_it_was_opened_by(
    member: CustomUser, settings: Settings, change: Any, *, is_required: bool
) -> None:
    settings.STAFF_SECOND_FACTOR = is_required
    client = Client()
    code = current(turn_on_app(member)[0])
    data = {"username": member.email, "password": PASSWORD, "code": code}
    client.post(reverse("admin:login"), data)
    assert is_inside(client)

    change(member)

    assert not is_inside(client)
    assert client.get(reverse("admin:second-factor")).status_code == 302


def test_everybody_may_log_out(
    client: Client, member: CustomUser, log_in: LogIn, settings: Settings
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    log_in()
    assert "_auth_user_id" in client.session

    assert client.post(reverse("admin:logout")).status_code == 200

    assert "_auth_user_id" not in client.session
    assert client.post(reverse("admin:logout")).status_code == 200


def test_log_in_leads_nowhere_else(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    data = {"username": member.email, "password": PASSWORD}

    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = client.post(reverse("admin:login"), {**data, "next": target})

        assert "evil" not in answer["Location"]
        assert "script" not in answer["Location"]
        client.logout()
