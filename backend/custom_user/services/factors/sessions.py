"""Changes of factors by the holder of a token: all sessions of the account begin anew.

Whoever logged in before the change has not shown the factor, or has shown one that is
no longer good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from custom_user.models import AuthToken
from custom_user.services.credentials import require_verified_address
from custom_user.services.factors.passkeys import add_passkey
from custom_user.services.factors.recovery import renew_recovery_codes
from custom_user.services.factors.removal import remove_factor
from custom_user.services.factors.totp import add_totp
from custom_user.services.tokens import hold_session, restart_session


@dataclass(frozen=True)
class FactorsChanged:
    """The new token of this device, and recovery codes if there are new ones."""

    token: AuthToken
    key: str
    recovery_codes: list[str] = field(default_factory=list)


def turn_on_totp(
    *, token: AuthToken, challenge: str, code: str, now: datetime
) -> FactorsChanged:
    """Turn an authenticator app on; raises as `add_totp`."""
    return _begin_anew(
        token,
        now,
        lambda: add_totp(user=token.user, challenge=challenge, code=code, now=now),
    )


def register_passkey(
    *,
    token: AuthToken,
    challenge: str,
    name: str,
    credential: dict[str, Any],
    now: datetime,
) -> FactorsChanged:
    """Add a passkey; raises as `add_passkey`."""
    return _begin_anew(
        token,
        now,
        lambda: add_passkey(
            user=token.user,
            challenge=challenge,
            name=name,
            credential=credential,
            now=now,
        ),
    )


def replace_recovery_codes(*, token: AuthToken, now: datetime) -> FactorsChanged:
    """Make new recovery codes; raises as `renew_recovery_codes`."""
    return _begin_anew(token, now, lambda: renew_recovery_codes(user=token.user))


def drop_factor(*, token: AuthToken, factor: str, now: datetime) -> FactorsChanged:
    """Remove a factor; raises as `remove_factor`."""

    def remove() -> list[str]:
        remove_factor(user=token.user, factor=factor)
        return []

    return _begin_anew(token, now, remove)


def _begin_anew(
    token: AuthToken, now: datetime, change: Callable[[], list[str]]
) -> FactorsChanged:
    # Before the transaction, which would take back the mail that goes out with it.
    require_verified_address(user=token.user)
    with transaction.atomic():
        hold_session(token=token)
        codes = change()
        new_token, key = restart_session(token=token, now=now)
    return FactorsChanged(new_token, key, codes)
