"""Staff without a second factor, where one is required, get one and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core.cache import BaseCache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from custom_user.models import AuthToken, CustomUser
from custom_user.services.tokens import open_session
from custom_user.tests.second_factors import code_at, turn_on_app
from custom_user.tests.staff.conftest import LogIn

pytestmark = pytest.mark.django_db
SET_UP = "/blog-cms/second-factor/"


@pytest.fixture(autouse=True)
def _required(settings: Settings, cache: BaseCache) -> None:
    settings.STAFF_SECOND_FACTOR = True


def set_up(client: Client, **changes: str) -> Any:
    """Open the page and send it back as somebody with an app would."""
    page = client.get(SET_UP).content.decode()
    data = {
        "challenge": value_of(page, "challenge"),
        "code": code_at(secret_on(page), timezone.now()),
        **changes,
    }
    return client.post(SET_UP, data)


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def secret_on(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found
    return found[1]


def test_the_log_in_leads_to_the_set_up(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    log_in()

    page = client.get("/blog-cms/", follow=True)

    assert page.redirect_chain[-1][0] == SET_UP
    text = page.content.decode()
    assert '<p class="qr-code"><svg ' in text
    assert "<?xml" not in text
    assert secret_on(text)


def every_page() -> list[str]:
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}")
        for model in admin.site._registry
        for view in ("changelist", "add")
    ]
    names = ("index", "password_change", "password_change_done", "jsi18n")
    others = [reverse(f"admin:{name}") for name in names]
    apps = [reverse("admin:app_list", args=["blog"])]
    return [*lists, *others, *apps, reverse("admin:autocomplete"), "/blog-cms/nothing/"]


def test_no_address_leads_past_it(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    CustomUser.objects.filter(pk=member.pk).update(is_superuser=True)
    log_in()

    for address in every_page():
        for answer in (client.get(address), client.post(address, {})):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/blog-cms/login/"), address


def test_the_session_is_no_credential_for_the_api(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    log_in()
    assert client.get("/api/v1/me/").status_code == 401

    set_up(client)

    assert client.get("/api/v1/me/").status_code == 200


def test_setting_up_shows_recovery_codes_once_and_lets_in(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    log_in()
    key = client.session.session_key

    answer = set_up(client)

    codes = re.findall(r"<li><code>(\w+)</code></li>", answer.content.decode())
    assert len(codes) == 10
    assert client.get("/blog-cms/").status_code == 200
    assert client.get(SET_UP)["Location"] == "/blog-cms/"
    assert client.session.session_key != key
    client.logout()
    assert log_in().status_code == 200
    assert log_in(code=codes[0]).status_code == 302
    assert client.get("/blog-cms/").status_code == 200


def test_setting_up_ends_all_other_sessions(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    open_session(user=member, device_name="phone", now=timezone.now())
    other = Client()
    other.force_login(member)
    log_in()

    set_up(client)

    assert not AuthToken.objects.exists()
    assert "_auth_user_id" not in other.get("/blog-cms/").wsgi_request.session


def test_a_wrong_code_shows_the_same_secret_again(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    log_in()
    before = client.get(SET_UP).content.decode()

    answer = client.post(
        SET_UP, {"challenge": value_of(before, "challenge"), "code": "000000"}
    )

    page = answer.content.decode()
    assert "This is not the code" in page
    assert secret_on(page) == secret_on(before)
    assert not Authenticator.objects.exists()
    assert client.get("/blog-cms/").status_code == 302


@pytest.mark.parametrize("changes", [{"code": ""}, {"code": "x" * 100}])
def test_a_form_that_is_not_filled_in_is_shown_again(
    client: Client, member: CustomUser, log_in: LogIn, changes: dict[str, str]
) -> None:
    log_in()

    assert set_up(client, **changes).status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("challenge", ["", "made-up", "x" * 5000])
def test_a_challenge_that_is_none_begins_anew(
    client: Client, member: CustomUser, log_in: LogIn, challenge: str
) -> None:
    log_in()

    answer = set_up(client, challenge=challenge)

    assert (answer.status_code, answer["Location"]) == (302, SET_UP)
    assert not Authenticator.objects.exists()


def test_without_a_verified_address_nobody_sets_up_anything(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    log_in()
    EmailAddress.objects.update(verified=False)

    page = client.get(SET_UP)

    assert "Verify your address first" in page.content.decode()
    assert "qr-code" not in page.content.decode()


def test_the_page_is_not_open_for_long(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    log_in()

    assert 590 < client.session.get_expiry_age() <= 600


def test_a_set_up_session_lasts_as_long_as_any_other(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    log_in()
    set_up(client)

    assert client.session.get_expiry_age() > 24 * 3600


def test_strangers_readers_and_staff_inside_do_not_get_the_page(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    assert client.get(SET_UP)["Location"] == "/blog-cms/login/"
    secret, _ = turn_on_app(member)
    log_in(code=code_at(secret, timezone.now()))

    assert client.get(SET_UP)["Location"] == "/blog-cms/"
    assert client.post(SET_UP, {})["Location"] == "/blog-cms/"
    assert client.put(SET_UP).status_code == 302


def test_a_factor_that_was_set_up_elsewhere_is_asked_for(
    client: Client, member: CustomUser, log_in: LogIn
) -> None:
    log_in()

    turn_on_app(member)

    assert client.get(SET_UP)["Location"] == "/blog-cms/login/"
    assert client.get("/blog-cms/login/").status_code == 200
