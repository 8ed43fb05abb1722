"""Answers of providers as nobody would like to have them."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa

from custom_user.models import CustomUser
from custom_user.tests.oauth_server import Providers, as_json
from custom_user.tests.second_factors import verified_user
from custom_user.tests.social import (
    ALL,
    appear_as,
    by_code,
    by_token,
    providers,
)

__all__ = ["providers"]
pytestmark = pytest.mark.django_db

HTML = {"content-type": "text/html"}
JSON = {"content-type": "application/json"}
MARK = "provider-text-4711"
BAD_CONTENTS: list[Any] = [
    None,
    1,
    "text",
    [],
    [[]],
    {},
    {"data": None},
    {"access_token": None},
    {"access_token": []},
    {"access_token": {"a": 1}, "id_token": [1]},
    {"access_token": "x", "expires_in": "soon", "id_token": "a.b.c"},
    {"access_token": "x", "expires_in": 10**30},
    {"id": None},
    {"id": {}},
    {"sub": True},
    {"keys": [1]},
    {"k1": 1},
    {"keys": [{"kid": "k1", "alg": "HS256", "k": "AA", "kty": "oct"}]},
]
BAD_ANSWERS = {
    "html": (200, HTML, f"<html>{MARK}</html>".encode()),
    "500": (500, HTML, MARK.encode()),
    "redirect": (302, {"location": "/elsewhere"}, b""),
    "redirect with content": (307, {**JSON, "location": "/x"}, b'{"id": "1001"}'),
    "10 MB": (200, JSON, b'{"a": "' + b"x" * 10_000_000 + b'"}'),
    "packed": (200, {**JSON, "content-encoding": "gzip"}, b"\x1f\x8b" + b"\0" * 50),
    "nothing": (200, JSON, b""),
    "not UTF-8": (200, JSON, b"\xff\xfe\xff"),
    "deep": (200, JSON, b"[" * 100_000),
    "no type": (200, {}, b"\0" * 10),
    **{f"JSON {content!r}": as_json(content) for content in BAD_CONTENTS},
}
PAGES = (
    ("google", "/google/token"),
    ("google", "/google/certs"),
    ("github", "/github/token"),
    ("github", "/github/user"),
    ("github", "/github/emails"),
    ("facebook", "/facebook/token"),
    ("facebook", "/facebook/me"),
    ("apple", "/apple/token"),
    ("apple", "/apple/keys"),
)


def assert_refused(answer: Any) -> None:
    """Check that the answer is the one for every failure, and that nothing came in."""
    assert answer.status_code == 400, answer.content
    assert answer.json()["error_code"] == "USR0020"
    assert MARK not in answer.content.decode()
    assert not SocialAccount.objects.exists()
    assert not CustomUser.objects.exists()


@pytest.mark.parametrize(("provider", "page"), PAGES)
def test_bad_answers_are_refused(
    providers: Providers,
    provider: str,
    page: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name, answer in BAD_ANSWERS.items():
        appear_as(providers, "1001", "ada@example.org")
        providers.overrides = {page: answer}
        got = by_code(provider)
        assert got.status_code == 400, name
        assert_refused(got)
    assert "/elsewhere" not in providers.asked
    assert MARK not in caplog.text


@pytest.mark.parametrize(
    "page", ["/facebook/oauth/access_token", "/facebook/debug_token", "/facebook/me"]
)
def test_bad_answers_about_tokens_are_refused(
    providers: Providers, page: str, cache: Any
) -> None:
    appear_as(providers, "1001", None)
    for answer in BAD_ANSWERS.values():
        cache.delete("allauth.facebook.app_token[facebook-id]")
        providers.overrides = {page: answer}
        assert_refused(by_token("facebook", access_token="facebook-token"))


def test_a_token_for_another_app_is_refused(providers: Providers) -> None:
    appear_as(providers, "1001", None)
    told = {"data": {"is_valid": True, "app_id": "another"}}
    providers.overrides = {"/facebook/debug_token": as_json(told)}
    assert_refused(by_token("facebook", access_token="facebook-token"))


@pytest.mark.parametrize(("provider", "page"), PAGES[::2])
def test_who_does_not_answer_is_not_waited_for(
    providers: Providers, provider: str, page: str
) -> None:
    appear_as(providers, "1001", "ada@example.org")
    providers.hangs = page
    assert_refused(by_code(provider))


@pytest.mark.parametrize(("provider", "page"), PAGES[::2])
def test_who_answers_a_byte_at_a_time_is_not_listened_to(
    providers: Providers, provider: str, page: str
) -> None:
    appear_as(providers, "1001", "ada@example.org")
    providers.drips = page
    assert_refused(by_code(provider))


def test_who_is_not_there_is_not_waited_for(
    providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = (
        "allauth.socialaccount.providers.github.views.GitHubOAuth2Adapter"
        ".access_token_url"
    )
    monkeypatch.setattr(target, "http://127.0.0.1:1/")
    assert_refused(by_code("github"))


def test_an_answer_may_be_as_long_as_the_limit(providers: Providers) -> None:
    for size, is_fine in ((600_000, False), (500_000, True)):
        appear_as(providers, "1001", "ada@example.org")
        profile = providers.profile | {"bio": "x" * size}
        providers.overrides = {"/github/user": as_json(profile)}
        if is_fine:
            assert by_code("github").status_code == 200
        else:
            assert_refused(by_code("github"))


@pytest.mark.parametrize("provider", ["google", "github", "apple"])
@pytest.mark.parametrize(
    "email",
    [
        "ada@example.org\r\nBcc: all@example.org",
        "ada@example.org\0",
        "ada",
        "ada@" + "x" * 300 + ".org",
        "<ada@example.org>",
        ["ada@example.org"],
        {"a": 1},
        7,
        "",
    ],
)
def test_what_is_no_address_is_refused(
    providers: Providers, provider: str, email: Any
) -> None:
    appear_as(providers, "1001", email)
    assert_refused(by_code(provider))


@pytest.mark.parametrize("provider", ["google", "github", "apple"])
@pytest.mark.parametrize("verified", ["false", "no", None, 0, [], {}])
def test_only_a_clear_yes_is_a_verified_address(
    providers: Providers, provider: str, verified: Any
) -> None:
    appear_as(providers, "1001", "ada@example.org", verified=verified)
    assert_refused(by_code(provider))


@pytest.mark.parametrize("provider", ALL)
@pytest.mark.parametrize(
    "uid", ["", "None", None, True, [], {"a": 1}, "1" * 192, "1\n", "1\0", "../1", "é"]
)
def test_what_is_no_account_there_is_refused(
    providers: Providers, provider: str, uid: Any
) -> None:
    appear_as(providers, uid, "ada@example.org")
    assert_refused(by_code(provider))


def test_a_number_will_do_where_numbers_are_given(providers: Providers) -> None:
    appear_as(providers, "1001", "ada@example.org")
    providers.profile["id"] = 583231
    assert by_code("github").status_code == 200
    assert SocialAccount.objects.get().uid == "583231"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("x" * 100_000, "x" * 150),
        ("A\r\nBcc: x\0\x1b[31m", "A Bcc: x[31m"),
        ("\u202eadA \ufeff \u2066 L", "adA L"),
        ("  \t ", ""),
        ("=1+1", "=1+1"),
    ],
)
def test_names_are_cut_to_what_is_visible(
    providers: Providers, told: str, kept: str
) -> None:
    appear_as(providers, "1001", "ada@example.org")
    providers.profile["given_name"] = told
    assert by_code("google").status_code == 200
    assert CustomUser.objects.get().first_name == kept


@pytest.mark.parametrize("name", [None, 5, [], {"a": 1}])
def test_names_of_other_types_break_nothing(providers: Providers, name: Any) -> None:
    appear_as(providers, "1001", "ada@example.org")
    providers.profile |= {"name": name, "given_name": name, "family_name": name}
    for provider in ("google", "github", "apple"):
        providers.codes = {"good-code"}
        assert by_code(provider).status_code in {200, 400}


def forge(token: str, **header: Any) -> str:
    """Return the token with another header and no signature."""
    text = json.dumps(header).encode()
    head = base64.urlsafe_b64encode(text).decode().rstrip("=")
    return f"{head}.{token.split('.')[1]}."


@pytest.mark.parametrize("provider", ["google", "apple", "facebook"])
def test_forged_id_tokens_are_refused(providers: Providers, provider: str) -> None:
    appear_as(providers, "1001", "ada@example.org")
    good = providers.id_token(provider)
    claims = jwt.decode(good, options={"verify_signature": False})
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kid = {"kid": "k1"}
    for token in (
        "",
        "a",
        "a.b.c",
        "é.é.é",
        good[:-10],
        good.replace(".", ".A", 1),
        forge(good, alg="none", kid="k1"),
        forge(good, alg="HS256", kid="k1"),
        forge(good, alg="RS256"),
        forge(good, kid="k1"),
        jwt.encode(claims, stranger, "RS256", headers=kid),
        jwt.encode(claims, "secret" * 10, "HS256", headers=kid),
        providers.id_token(provider, aud="another app"),
        providers.id_token(provider, iss="https://evil.example"),
        providers.id_token(provider, exp=1),
        providers.id_token(provider, exp="soon"),
    ):
        if token:
            assert_refused(by_token(provider, id_token=token))


@pytest.mark.parametrize("provider", ["google", "github", "apple"])
def test_access_tokens_that_nobody_can_check_are_refused(
    providers: Providers, provider: str
) -> None:
    appear_as(providers, "1001", "ada@example.org")
    assert_refused(by_token(provider, access_token=f"{provider}-token"))


def test_of_several_addresses_only_a_verified_one_counts(providers: Providers) -> None:
    verified_user(email="victim@example.org")
    appear_as(providers, "1001", None)
    providers.emails = [
        {"email": "victim@example.org", "primary": True, "verified": False},
        {"email": "mine@example.org", "primary": False, "verified": True},
    ]
    assert by_code("github").status_code == 200
    assert SocialAccount.objects.get().user.email == "mine@example.org"
