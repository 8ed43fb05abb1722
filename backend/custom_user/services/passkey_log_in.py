"""Logging in by a passkey alone, which is both factors at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from custom_user.services.challenges import (
    make_challenge,
    read_challenge,
    spend_challenge,
)
from custom_user.services.credentials import require_verified_address
from custom_user.services.factors.passkeys import (
    begin_check,
    check_passkey,
    find_passkey_user,
)
from custom_user.services.log_in import LoggedIn, finish_log_in
from custom_user.services.tokens import lock_account


def begin_passkey_log_in() -> tuple[str, dict[str, Any]]:
    """Return a challenge, and the options for `navigator.credentials.get`."""
    options, state = begin_check(user=None)
    return make_challenge(purpose="passkey log-in", state=state), options


def log_in_by_passkey(
    *,
    challenge: str,
    credential: dict[str, Any],
    device_name: str,
    address: str,
    now: datetime,
) -> LoggedIn:
    """Log in whoever the passkey belongs to; `address` is the client's.

    Raises:
        ChallengeInvalidError: it is too old, used, or none of ours.
        CodeInvalidError: no usable account has this passkey, or it does not answer.
        AddressUnverifiedError: told to the owner of the passkey alone.
    """
    content = read_challenge(purpose="passkey log-in", challenge=challenge)
    user = find_passkey_user(credential)
    with transaction.atomic():
        # Before the rows of its factors, as whoever changes them does.
        lock_account(user=user)
        check_passkey(user=user, state=content["state"], credential=credential, now=now)
        spend_challenge(challenge, now=now)
    require_verified_address(user=user)
    return finish_log_in(user=user, device_name=device_name, address=address, now=now)
