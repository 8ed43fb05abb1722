from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.sessions.models import Session
from pytest_django import Settings

from custom_user.models import AuthToken, CustomUser, UserProfile
from custom_user.tests.factories import PASSWORD, UserFactory
from custom_user.tests.mailbox import mails_sent
from custom_user.tests.oauth_server import VERIFIER, Providers, challenge_of
from custom_user.tests.second_factors import client_of, turn_on_app, verified_user
from custom_user.tests.social import (
    ALL,
    SOCIAL,
    appear_as,
    by_code,
    by_token,
    providers,
)
from tests.api.conformance import ApiClient

__all__ = ["providers"]
pytestmark = pytest.mark.django_db
LOGIN = "/api/v1/auth/login/"
MINE = "/api/v1/me/social/"
VERIFYING = ("apple", "github", "google")


def token_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.json()
    token: str = answer.json()["token"]
    return token


def connect(user: CustomUser, provider: str = "google", uid: str = "1") -> None:
    SocialAccount.objects.create(user=user, provider=provider, uid=uid)


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error_code"]


def test_without_keys_there_are_no_providers() -> None:
    # A row that somebody has put into the database switches nothing on.
    SocialApp.objects.create(provider="google", name="x", client_id="x", secret="x")
    assert ApiClient().get(SOCIAL).json() == {"providers": []}
    for provider in (*ALL, "nobody"):
        assert refusal(by_code(provider)) == (404, "USR0019")


def test_providers_say_what_a_log_in_needs(providers: Providers) -> None:
    answer = ApiClient().get(SOCIAL)
    shown = answer.json()["providers"]
    assert [one["id"] for one in shown] == list(ALL)
    google = shown[3]
    assert google["name"] == "Google"
    assert google["client_id"] == "google-id"
    assert google["authorize_url"] == "https://accounts.google.com/o/oauth2/v2/auth"
    assert google["scopes"] == ["openid", "profile", "email"]
    assert "secret" not in str(shown)
    assert "PRIVATE" not in str(shown)


@pytest.mark.parametrize("provider", VERIFYING)
def test_a_code_makes_an_account_and_logs_in(
    providers: Providers, provider: str
) -> None:
    appear_as(providers, "1001", "Ada@Example.org")
    answer = by_code(provider, device_name="phone")

    token_of(answer)
    user = CustomUser.objects.get()
    assert user.email == "ada@example.org"
    name = "" if provider == "apple" else "Ada Lovelace"
    assert user.get_full_name() == name
    assert not user.has_usable_password()
    assert UserProfile.objects.filter(user=user).exists()
    assert list(user.groups.values_list("name", flat=True)) == ["Reader"]
    assert EmailAddress.objects.get(user=user, verified=True).email == user.email
    row = SocialAccount.objects.get()
    assert (row.provider, row.uid, row.extra_data) == (provider, "1001", {})
    assert not SocialToken.objects.exists()
    assert not Session.objects.exists()
    assert not answer.cookies
    assert AuthToken.objects.get().device_name == "phone"

    # The same person once more is the same account.
    appear_as(providers, "1001", "other@example.org")
    token_of(by_code(provider))
    assert CustomUser.objects.count() == 1


def test_facebook_opens_what_is_connected(providers: Providers) -> None:
    user = verified_user()
    connect(user, "facebook", "1001")
    appear_as(providers, "1001", None)
    token_of(by_code("facebook"))
    token_of(by_token("facebook", access_token="facebook-token"))
    token_of(by_token("facebook", id_token=providers.id_token("facebook")))
    assert set(AuthToken.objects.values_list("user", flat=True)) == {user.pk}
    assert refusal(by_token("facebook", access_token="stolen")) == (400, "USR0020")


@pytest.mark.parametrize("provider", ALL)
def test_pkce_is_passed_on(providers: Providers, provider: str) -> None:
    connect(verified_user(), provider, "1001")
    providers.challenge = challenge_of(VERIFIER)
    for wrong in ({}, {"code_verifier": "w" * 43}):
        appear_as(providers, "1001", None)
        assert refusal(by_code(provider, **wrong)) == (400, "USR0020")
    token_of(by_code(provider, code_verifier=VERIFIER))


@pytest.mark.parametrize("provider", ALL)
def test_what_is_not_from_the_provider_is_refused(
    providers: Providers, provider: str
) -> None:
    connect(verified_user(), provider, "1001")
    appear_as(providers, "1001", None)
    for wrong in (
        {"code": "bad-code"},
        {"redirect_uri": "https://evil.example/"},
        {"code_verifier": VERIFIER},
    ):
        assert refusal(by_code(provider, **wrong)) == (400, "USR0020")
    token_of(by_code(provider))
    # It was used up there.
    assert refusal(by_code(provider)) == (400, "USR0020")


@pytest.mark.parametrize("provider", ["google", "apple"])
def test_an_id_token_works_once(providers: Providers, provider: str) -> None:
    appear_as(providers, "1001", "ada@example.org")
    id_token = providers.id_token(provider)
    token_of(by_token(provider, id_token=id_token))
    assert refusal(by_token(provider, id_token=id_token)) == (400, "USR0020")
    # Its last character may be written in another way that means the same.
    other = {"A": "B", "Q": "R", "g": "h", "w": "x"}[id_token[-1]]
    again = by_token(provider, id_token=id_token[:-1] + other)
    assert refusal(again) == (400, "USR0020")


def test_an_account_with_this_verified_address_is_connected(
    providers: Providers,
) -> None:
    user = verified_user(email="ada@example.org")
    client = client_of(user)
    appear_as(providers, "1001", "ada@example.org")
    with mails_sent() as mails:
        token_of(by_code("google"))

    assert [mail.to for mail in mails] == [["ada@example.org"]]
    assert SocialAccount.objects.get().user == user
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert client.get(MINE).json()["connections"][0]["provider"] == "google"


def test_an_unverified_account_loses_what_a_stranger_may_have_set(
    providers: Providers,
) -> None:
    user = UserFactory.create(email="ada@example.org")
    stranger = client_of(user)
    connect(user, "facebook", "666")
    appear_as(providers, "1001", "ada@example.org")
    token = token_of(by_code("google"))

    user.refresh_from_db()
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert stranger.get(MINE).status_code == 401
    owner = ApiClient(headers={"Authorization": f"Token {token}"})
    assert owner.get(MINE).status_code == 200
    assert list(SocialAccount.objects.values_list("provider", flat=True)) == ["google"]
    login = {"email": "ada@example.org", "password": PASSWORD}
    assert ApiClient().post(LOGIN, login).status_code == 401


@pytest.mark.parametrize("provider", ALL)
def test_an_address_the_provider_did_not_verify_says_nothing(
    providers: Providers, provider: str
) -> None:
    verified_user(email="ada@example.org")
    answers = []
    for email in ("ada@example.org", "nobody@example.org", None):
        appear_as(providers, "1001", email, verified=False)
        answer = by_code(provider)
        body = answer.json()
        answers.append((answer.status_code, body["error_code"], body["detail"]))
    assert set(answers) == {answers[0]}
    assert answers[0][:2] == (400, "USR0020")
    assert CustomUser.objects.count() == 1
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("is_connected", [True, False])
def test_a_disabled_account_stays_closed(
    providers: Providers, *, is_connected: bool
) -> None:
    user = verified_user(email="ada@example.org", is_active=False)
    if is_connected:
        connect(user, uid="1001")
    appear_as(providers, "1001", "ada@example.org")
    assert refusal(by_code("google")) == (403, "USR0002")
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize("verified", [True, False])
def test_the_second_factor_still_applies(
    providers: Providers, *, verified: bool
) -> None:
    user = verified_user(email="ada@example.org")
    _, codes = turn_on_app(user)
    EmailAddress.objects.update(verified=verified)
    appear_as(providers, "1001", "ada@example.org")
    answer = by_code("google")

    assert answer.status_code == 202
    assert not AuthToken.objects.exists()
    body = {"challenge": answer.json()["challenge"], "code": codes[0]}
    token_of(ApiClient().post(f"{LOGIN}second-factor/", body))


def test_a_new_password_does_not_get_past_the_second_factor() -> None:
    user = verified_user(email="ada@example.org")
    turn_on_app(user)
    user.set_password("another long password")
    user.save()
    body = {"email": "ada@example.org", "password": "another long password"}
    assert ApiClient().post(LOGIN, body).status_code == 202
    assert not AuthToken.objects.exists()


def test_somebody_logged_in_connects_whatever_address(providers: Providers) -> None:
    user, other = verified_user(), verified_user()
    client = client_of(user)
    appear_as(providers, "1001", "elsewhere@example.org", verified=False)
    proof = {"access_token": "facebook-token"}
    with mails_sent() as mails:
        assert client.post(f"{MINE}facebook/", proof).status_code == 204
        assert client.post(f"{MINE}facebook/", proof).status_code == 204
    assert [mail.to for mail in mails] == [[user.email]]
    assert SocialAccount.objects.get().user == user
    token_of(by_token("facebook", **proof))

    taken = client_of(other).post(f"{MINE}facebook/", proof)
    assert refusal(taken) == (409, "USR0044")
    wrong = client.post(f"{MINE}facebook/", {"access_token": "stolen"})
    assert refusal(wrong) == (400, "USR0020")
    late = client_of(user, confirmed=False).post(f"{MINE}facebook/", proof)
    assert refusal(late) == (403, "USR0007")
    EmailAddress.objects.update(verified=False)
    assert refusal(client.post(f"{MINE}facebook/", proof)) == (403, "USR0003")
    assert ApiClient().post(f"{MINE}facebook/", proof).status_code == 401


def test_connections_are_listed_and_taken_back(providers: Providers) -> None:
    user = verified_user()
    connect(user)
    connect(user, "github", "2")
    connect(verified_user(), "apple", "3")
    client = client_of(user)
    shown = client.get(MINE).json()["connections"]
    assert [one["provider"] for one in shown] == ["github", "google"]
    with mails_sent() as mails:
        assert client.delete(f"{MINE}github/").status_code == 204
    assert [mail.to for mail in mails] == [[user.email]]
    for unknown in ("github", "apple", "nobody"):
        answer = client.delete(f"{MINE}{unknown}/")
        assert refusal(answer) == (404, "USR0019")
    assert SocialAccount.objects.filter(provider="apple").exists()
    late = client_of(user, confirmed=False).delete(f"{MINE}google/")
    assert refusal(late) == (403, "USR0007")


def test_the_last_way_in_is_not_taken_back() -> None:
    user = verified_user()
    user.set_unusable_password()
    user.save()
    connect(user)
    assert refusal(client_of(user).delete(f"{MINE}google/")) == (409, "USR0040")
    assert SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": "x"},
        {"redirect_uri": "https://x.example"},
        {"code": "x", "redirect_uri": "https://x.example", "id_token": "x"},
        {"access_token": "x", "id_token": "x"},
        {"id_token": "x", "code_verifier": VERIFIER},
        {"code": "x", "redirect_uri": "https://x.example", "code_verifier": "short"},
        {"code": "x" * 5000, "redirect_uri": "https://x.example"},
        {"id_token": {"a": 1}},
        {"id_token": "x", "email": "ada@example.org"},
    ],
)
def test_bodies_that_make_no_sense_are_refused(
    providers: Providers, body: dict[str, Any]
) -> None:
    answer = ApiClient().post(f"{SOCIAL}google/", body)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert providers.asked == []


def test_log_ins_are_throttled(providers: Providers, settings: Settings) -> None:
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "login": "2/min"}
    statuses = [by_code("google", code="bad").status_code for _ in range(3)]
    assert statuses == [400, 400, 429]
