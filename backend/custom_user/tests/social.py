"""Fixtures for logging in by providers that a test plays itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.providers.apple.views import AppleOAuth2Adapter
from allauth.socialaccount.providers.facebook import flows
from allauth.socialaccount.providers.facebook.provider import FacebookProvider
from allauth.socialaccount.providers.facebook.views import FacebookOAuth2Adapter
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google import views as google
from django.core.cache import BaseCache
from pytest_django import Settings

from custom_user.tests.oauth_server import APPLE_PEM, REDIRECT, Providers, serving
from tests.api.conformance import ApiClient

SOCIAL = "/api/v1/auth/social/"
ALL = ("apple", "facebook", "github", "google")


@pytest.fixture
def providers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, cache: BaseCache
) -> Iterator[Providers]:
    """All providers switched on, and played by a server on loopback."""
    apps: dict[str, Any] = {
        name: {"client_id": f"{name}-id", "secret": f"{name}-secret"} for name in ALL
    }
    apps["apple"] |= {"key": "team", "settings": {"certificate_key": APPLE_PEM}}
    settings.SOCIALACCOUNT_PROVIDERS = {
        name: {**settings.SOCIALACCOUNT_PROVIDERS[name], "APPS": [app]}
        for name, app in apps.items()
    }
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.5
    played = Providers()
    with serving(played):
        base = played.base
        for target, name, path in (
            (google, "CERTS_URL", "/google/certs"),
            (google.GoogleOAuth2Adapter, "access_token_url", "/google/token"),
            (google.GoogleOAuth2Adapter, "identity_url", "/google/user"),
            (GitHubOAuth2Adapter, "access_token_url", "/github/token"),
            (GitHubOAuth2Adapter, "profile_url", "/github/user"),
            (GitHubOAuth2Adapter, "emails_url", "/github/emails"),
            (FacebookOAuth2Adapter, "access_token_url", "/facebook/token"),
            (flows, "GRAPH_API_URL", "/facebook"),
            (FacebookProvider, "limited_login_jwks_url", "/facebook/keys"),
            (AppleOAuth2Adapter, "access_token_url", "/apple/token"),
            (AppleOAuth2Adapter, "public_key_url", "/apple/keys"),
        ):
            monkeypatch.setattr(target, name, base + path)
        yield played


def by_code(provider: str, **more: Any) -> Any:
    """Log in by the good code."""
    body = {"code": "good-code", "redirect_uri": REDIRECT, **more}
    return ApiClient().post(f"{SOCIAL}{provider}/", body)


def by_token(provider: str, **token: Any) -> Any:
    """Log in by a token."""
    return ApiClient().post(f"{SOCIAL}{provider}/", token)


def appear_as(
    providers: Providers, uid: str, email: str | None, *, verified: bool = True
) -> None:
    """Let the same person log in at all providers."""
    providers.profile = {"sub": uid, "id": uid, "name": "Ada Lovelace"}
    providers.profile |= {"given_name": "Ada", "family_name": "Lovelace"}
    providers.emails = []
    if email is not None:
        providers.profile |= {"email": email, "email_verified": verified}
        one = {"email": email, "primary": True, "verified": verified}
        providers.emails = [one]
    providers.codes = {"good-code"}
