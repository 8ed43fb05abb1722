"""Accounts with second factors, and what their devices show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from custom_user.models import AuthToken, CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.services.factors.passkeys import add_passkey, begin_passkey
from custom_user.services.factors.totp import add_totp, begin_totp
from custom_user.tests.authenticator import SoftAuthenticator
from custom_user.tests.callers import with_token
from custom_user.tests.factories import UserFactory
from tests.api.conformance import ApiClient


def verified_user(**fields: Any) -> CustomUser:
    """Return an account whose address is verified."""
    user = UserFactory.create(**fields)
    vouch_for_address(account=user)
    return user


def code_at(secret: str, at: datetime, *, steps: int = 0) -> str:
    """Return what an app shows `steps` half minutes after that moment."""
    step = int(at.timestamp()) // 30 + steps
    code: str = format_hotp_value(hotp_value(secret, step))
    return code


def turn_on_app(user: CustomUser) -> tuple[str, list[str]]:
    """Give the account an app; return its secret and the recovery codes."""
    now = timezone.now()
    setup = begin_totp(user=user)
    # The code of the step before, so that the present one is still unused.
    code = code_at(setup.secret, now, steps=-1)
    codes = add_totp(user=user, challenge=setup.challenge, code=code, now=now)
    return setup.secret, codes


def give_passkey(user: CustomUser, passkey: SoftAuthenticator) -> list[str]:
    """Give the account a passkey; return the recovery codes."""
    challenge, options = begin_passkey(user=user)
    return add_passkey(
        user=user,
        challenge=challenge,
        name="key",
        credential=passkey.create(options),
        now=timezone.now(),
    )


def client_of(user: CustomUser, *, confirmed: bool = True) -> ApiClient:
    """Return a client with a token of the account, which has just been confirmed."""
    user.refresh_from_db()
    return with_token(user, confirmed=confirmed, device="laptop")


def count_sessions(user: CustomUser) -> int:
    """Return how many sessions the account has."""
    return AuthToken.objects.filter(user=user).count()
