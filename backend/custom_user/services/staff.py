"""Letting staff in to the admin: password, second factor, and what a session shows."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime
from enum import Enum, auto
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from common.logging import log_event
from custom_user.constants import MailKind
from custom_user.exceptions import (
    AccountDisabledError,
    CodeInvalidError,
    CredentialsInvalidError,
    SessionEndedError,
    TooManyGuessesError,
)
from custom_user.models import CustomUser
from custom_user.selectors.factors import own_factors
from custom_user.services.credentials import account_name, check_credentials
from custom_user.services.factors.changes import read_own_challenge
from custom_user.services.factors.codes import verify_code
from custom_user.services.factors.totp import TotpSetup, add_totp
from custom_user.services.guesses import guess, know_address
from custom_user.services.mail import mail_account
from custom_user.services.tokens import end_all_sessions

# The factors that the account had when it logged in, all of which it has answered for.
SESSION_KEY = "second_factor"


class Stage(Enum):
    """How far a session has come on the way into the admin."""

    OUTSIDE = auto()
    # May set up a second factor or leave, and nothing else.
    SETTING_UP = auto()
    INSIDE = auto()


def log_in_staff(
    *, email: str, password: str, code: str, address: str, now: datetime
) -> CustomUser:
    """Return the member of staff who has shown all that the account asks for.

    Every failure is the same error, so that it tells nobody how far they got.

    Raises:
        CredentialsInvalidError: something is wrong, or this is nobody of the staff.
        TooManyGuessesError: the account has been guessed at too often.
    """
    user = None
    try:
        user = check_credentials(email=email, password=password, address=address)
        _check_staff(user, code, address, now)
    except (
        AccountDisabledError,
        CodeInvalidError,
        CredentialsInvalidError,
        SessionEndedError,
    ) as error:
        _log("staff_login_failed", user, address, reason=type(error).__name__)
        raise CredentialsInvalidError from error
    except TooManyGuessesError as error:
        _log("staff_login_failed", user, address, reason=type(error).__name__)
        raise
    know_address(account=account_name(user), address=address)
    _log("staff_login", user, address)
    return user


def stage_of(
    *, user: CustomUser | AnonymousUser, session: MutableMapping[str, Any]
) -> Stage:
    """Say how far the session has come, by the factors the account has now.

    One statement. A factor that is added or removed after the log-in puts the session
    outside, by whatever way that happened.
    """
    if not isinstance(user, CustomUser) or not (user.is_active and user.is_staff):
        return Stage.OUTSIDE
    factors = _factor_ids(user)
    if session.get(SESSION_KEY, []) != factors:
        return Stage.OUTSIDE
    if factors or not settings.STAFF_SECOND_FACTOR:
        return Stage.INSIDE
    return Stage.SETTING_UP


def remember_factors(*, user: CustomUser, session: MutableMapping[str, Any]) -> None:
    """Note in the session that its holder has answered for every factor."""
    session[SESSION_KEY] = _factor_ids(user)


def resume_totp(*, user: CustomUser, challenge: str) -> TotpSetup:
    """Return once more what `begin_totp` did, for somebody who has mistyped the code.

    Raises:
        ChallengeInvalidError: it is too old, or of somebody else.
    """
    content = read_own_challenge(purpose="add TOTP", challenge=challenge, user=user)
    secret = decrypt(content["secret"])
    adapter = get_adapter()
    url = adapter.build_totp_url(user, secret)
    return TotpSetup(challenge, secret, url, adapter.build_totp_svg(url))


@transaction.atomic
def turn_on_staff_factor(
    *, user: CustomUser, challenge: str, code: str, now: datetime
) -> list[str]:
    """Turn an authenticator app on, end all sessions, and return the recovery codes.

    Raises as `add_totp`.
    """
    codes = add_totp(user=user, challenge=challenge, code=code, now=now)
    end_all_sessions(user=user)
    return codes


@transaction.atomic
def remove_all_factors(*, user: CustomUser) -> bool:
    """Take all factors off an account whose holder has lost them, and end its sessions.

    The holder gets a mail. Says whether there was anything to remove.
    """
    CustomUser.objects.select_for_update().get(pk=user.pk)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_all_sessions(user=user)
        mail_account(user=user, kind=MailKind.FACTORS_CHANGED)
    return bool(removed)


def _check_staff(user: CustomUser, code: str, address: str, now: datetime) -> None:
    if not user.is_staff:
        raise CredentialsInvalidError
    if own_factors(user):
        with guess(account=account_name(user), address=address, at="code"):
            verify_code(user=user, code=code, now=now)


def _factor_ids(user: CustomUser) -> list[int]:
    return sorted(row.pk for row in own_factors(user))


def _log(event: str, user: CustomUser | None, address: str, **facts: str) -> None:
    log_event(
        event,
        {"user": user and user.pk, "client": address, **facts},
        logging_module=__name__,
        level="WARNING" if facts else "INFO",
    )
