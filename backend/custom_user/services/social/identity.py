"""Who somebody is at a provider, by what the provider itself says.

Nothing of it is believed before it has the form it should have.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.exceptions import UnsupportedAlgorithm
from django.core.exceptions import (
    ImproperlyConfigured,
    PermissionDenied,
    ValidationError,
)
from django.core.validators import validate_email

from common.logging import log_event
from custom_user.exceptions import SocialLoginFailedError
from custom_user.models import CustomUser
from custom_user.services.social.providers import get_provider

# All four number their accounts; Apple puts letters and dots behind.
UID = re.compile(r"[0-9][0-9A-Za-z._-]{0,190}", re.ASCII)
# What Google and Apple call an address that they have verified.
FLAGS = ("email_verified", "verified_email")
EMAIL_MAX_LENGTH = 254
NAME_MAX_LENGTH = 150

# Whatever an answer that is not as it should be leads to.
FAILURES = (
    ArithmeticError,
    AttributeError,
    ImproperlyConfigured,
    LookupError,
    OAuth2Error,
    PermissionDenied,
    ProviderException,
    RuntimeError,
    TypeError,
    UnsupportedAlgorithm,
    ValidationError,
    ValueError,
    jwt.PyJWTError,
    requests.RequestException,
)


@dataclass(frozen=True)
class Proof:
    """What a provider gave somebody to show us: a code, or one of two tokens."""

    code: str = ""
    redirect_uri: str = ""
    code_verifier: str = ""
    access_token: str = ""
    id_token: str = ""


@dataclass(frozen=True)
class Identity:
    """An account at a provider; `email` is empty unless the provider verified it."""

    provider: str
    uid: str
    email: str
    first_name: str
    last_name: str


def identify(*, provider: str, proof: Proof) -> Identity:
    """Ask the provider who showed us this; takes as long as the provider does.

    Raises:
        ProviderNotFoundError: it is unknown, or switched off.
        SocialLoginFailedError: it refuses, does not answer, or answers nonsense.
    """
    source = get_provider(provider)
    try:
        return _read_identity(_ask(source, proof))
    except FAILURES as error:
        # Only the kind: the message may have in it what the provider sent.
        log_event(
            "social_login_failed",
            {"provider": provider, "error": type(error).__name__},
            logging_module=__name__,
            level="WARNING",
        )
        raise SocialLoginFailedError from error


def _ask(provider: Any, proof: Proof) -> Any:
    if not proof.code:
        # Google and Apple read the one, Facebook either, GitHub none.
        tokens = {"access_token": proof.access_token, "id_token": proof.id_token}
        if not provider.supports_token_authentication:
            raise ValidationError("This provider wants a code.")
        return provider.verify_token(provider.request, tokens)
    adapter = provider.get_oauth2_adapter(provider.request)
    answer = _redeem(provider, adapter, proof)
    if provider.id == "apple":
        # allauth's way for Apple wants a session, which the API does not have.
        tokens = {"id_token": answer["id_token"]}
        return provider.verify_token(provider.request, tokens)
    token = adapter.parse_token(answer)
    return adapter.complete_login(
        provider.request, provider.app, token, response=answer
    )


def _redeem(provider: Any, adapter: Any, proof: Proof) -> Any:
    client = adapter.client_class(
        provider.request,
        provider.app.client_id,
        provider.app.secret,
        adapter.access_token_method,
        adapter.access_token_url,
        proof.redirect_uri,
        headers=adapter.headers,
        basic_auth=adapter.basic_auth,
    )
    method = adapter.access_token_method
    if method == "GET":
        # The client would leave the verifier out of a query.
        verifier = {"code_verifier": proof.code_verifier}
        return client.get_access_token(proof.code, extra_data=verifier)
    return client.get_access_token(proof.code, pkce_code_verifier=proof.code_verifier)


def _read_identity(login: Any) -> Identity:
    if not UID.fullmatch(login.account.uid):
        raise ValueError("This is no number of an account.")
    return Identity(
        provider=login.account.provider,
        uid=login.account.uid,
        email=_verified_address(login),
        first_name=clean_name(login.user.first_name),
        last_name=clean_name(login.user.last_name),
    )


def _verified_address(login: Any) -> str:
    # allauth takes any word of Google's for a yes; Apple may say "true".
    told = login.account.extra_data
    flags = [told[flag] for flag in FLAGS if flag in told]
    if not all(flag in (True, "true") for flag in flags):
        return ""
    # The primary one comes first.
    for address in login.email_addresses:
        if address.verified is True:
            email = CustomUser.objects.normalize_email(address.email)
            validate_email(email)
            return email if len(email) <= EMAIL_MAX_LENGTH else ""
    return ""


def clean_name(name: str) -> str:
    """Return the name in one line, without invisible characters, and not too long."""
    visible = "".join(
        " " if character.isspace() else character
        for character in name
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )
    return " ".join(visible.split())[:NAME_MAX_LENGTH].strip()
