"""Logging in: by password, by second factor, and what follows a success."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from custom_user.constants import MailKind, Notification
from custom_user.models import AuthToken, CustomUser
from custom_user.selectors.factors import list_factor_types
from custom_user.services.challenges import (
    find_challenged_user,
    make_challenge,
    read_challenge,
    spend_challenge,
)
from custom_user.services.credentials import (
    account_name,
    check_credentials,
    require_verified_address,
)
from custom_user.services.factors.codes import verify_code
from custom_user.services.factors.passkeys import begin_check, check_passkey
from custom_user.services.guesses import guess, is_known_address, know_address
from custom_user.services.mail import mail_account
from custom_user.services.notifications import wants
from custom_user.services.tokens import lock_account, open_session


@dataclass(frozen=True)
class LoggedIn:
    """A log-in that is through; `key` is shown this once."""

    token: AuthToken
    key: str


@dataclass(frozen=True)
class SecondStep:
    """A log-in that goes on with a second factor, of one of the `factors`."""

    challenge: str
    factors: list[str]
    passkey_options: dict[str, Any] | None


def log_in(
    *,
    email: str = "",
    phone: str = "",
    password: str,
    device_name: str,
    address: str,
    now: datetime,
) -> LoggedIn | SecondStep:
    """Log in by password, as far as it goes; `address` is the client's.

    Raises:
        CredentialsInvalidError, TooManyGuessesError: as `check_credentials`.
        AccountDisabledError, AddressUnverifiedError: told after a right password.
    """
    user = check_credentials(
        email=email, phone=phone, password=password, address=address
    )
    require_verified_address(user=user)
    return continue_log_in(user=user, device_name=device_name, address=address, now=now)


def continue_log_in(
    *, user: CustomUser, device_name: str, address: str, now: datetime
) -> LoggedIn | SecondStep:
    """Go on after a first factor: to the second one, or in where there is none."""
    factors = list_factor_types(user)
    if not factors:
        return finish_log_in(
            user=user, device_name=device_name, address=address, now=now
        )
    options, state = begin_check(user=user) if "passkey" in factors else (None, None)
    challenge = make_challenge(
        purpose="log-in", user=user, device_name=device_name, state=state
    )
    return SecondStep(challenge, factors, options)


@transaction.atomic
def log_in_by_code(
    *, challenge: str, code: str, address: str, now: datetime
) -> LoggedIn:
    """Finish a log-in by a code of the authenticator app, or a recovery code.

    Raises:
        ChallengeInvalidError: it is too old, used, or none of ours.
        CodeInvalidError: the code is wrong or used.
        TooManyGuessesError: too many codes were wrong.
    """
    content = read_challenge(purpose="log-in", challenge=challenge)
    # Before the rows of its factors, as whoever changes them does.
    user = lock_account(user=find_challenged_user(content))
    with guess(account=account_name(user), address=address, at="code"):
        verify_code(user=user, code=code, now=now)
    spend_challenge(challenge, now=now)
    return finish_log_in(
        user=user, device_name=content["device_name"], address=address, now=now
    )


@transaction.atomic
def log_in_by_second_passkey(
    *, challenge: str, credential: dict[str, Any], address: str, now: datetime
) -> LoggedIn:
    """Finish a log-in by a passkey of the account.

    Raises:
        ChallengeInvalidError: it is too old, used, or none of ours.
        CodeInvalidError: the passkey does not answer it.
    """
    content = read_challenge(purpose="log-in", challenge=challenge)
    user = lock_account(user=find_challenged_user(content))
    check_passkey(user=user, state=content["state"], credential=credential, now=now)
    spend_challenge(challenge, now=now)
    return finish_log_in(
        user=user, device_name=content["device_name"], address=address, now=now
    )


@transaction.atomic
def finish_log_in(
    *, user: CustomUser, device_name: str, address: str, now: datetime
) -> LoggedIn:
    """Open a session for somebody who has shown all that is asked for.

    Raises:
        SessionEndedError: what they have shown has lost its worth meanwhile.
    """
    lock_account(user=user)
    token, key = open_session(user=user, device_name=device_name, now=now)
    account = account_name(user)
    is_news = user.last_login and not is_known_address(account=account, address=address)
    if is_news and wants(user=user, kind=Notification.NEW_LOGIN):
        mail_account(user=user, kind=MailKind.NEW_LOGIN)
    know_address(account=account, address=address)
    user.last_login = now
    user.save(update_fields=["last_login"])
    return LoggedIn(token, key)
