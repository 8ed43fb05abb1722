"""Checking codes: those of an authenticator app, and recovery codes."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from custom_user.constants import MailKind
from custom_user.exceptions import CodeInvalidError
from custom_user.models import CustomUser
from custom_user.services.mail import mail_account
from custom_user.services.one_time import spend


@transaction.atomic
def verify_code(*, user: CustomUser, code: str, now: datetime) -> None:
    """Accept a code of the account's app or one of its recovery codes, each once.

    A recovery code is news: the account gets a mail.

    Raises:
        CodeInvalidError: it is wrong or used, or the account has no such factor.
    """
    factors = {
        factor.type: factor for factor in Authenticator.objects.filter(user=user)
    }
    totp = factors.get(Authenticator.Type.TOTP)
    recovery = factors.get(Authenticator.Type.RECOVERY_CODES)
    if totp and is_app_code(totp, code, now):
        record_factor_use(totp, now)
    elif recovery and _is_recovery_code(recovery, code):
        record_factor_use(recovery, now)
        mail_account(user=user, kind=MailKind.RECOVERY_CODE_USED)
    else:
        raise CodeInvalidError


def _is_recovery_code(recovery: Authenticator, code: str) -> bool:
    try:
        return bool(recovery.wrap().validate_code(code))
    except Authenticator.DoesNotExist:
        # There are new ones since it was read.
        return False


def is_app_code(totp: Authenticator, code: str, now: datetime) -> bool:
    """Say whether the app shows this code about now, and use the code up."""
    step = find_step(decrypt(totp.data["secret"]), code, now)
    if step is None:
        return False
    # Kept in the database and by step: a cache may forget, and this must not.
    last_step = step + app_settings.TOTP_TOLERANCE + 1
    until = datetime.fromtimestamp(last_step * app_settings.TOTP_PERIOD, tz=UTC)
    return spend(f"totp:{totp.pk}:{step}", until=until)


def find_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step of time whose code this is, among those that are accepted."""
    current = int(now.timestamp()) // app_settings.TOTP_PERIOD
    tolerance = app_settings.TOTP_TOLERANCE
    for step in range(current - tolerance, current + tolerance + 1):
        expected = format_hotp_value(hotp_value(secret, step))
        if compare_user_code(actual=code, expected=expected):
            return step
    return None


def record_factor_use(factor: Authenticator, now: datetime) -> None:
    """Note when the factor was last good for something."""
    Authenticator.objects.filter(pk=factor.pk).update(last_used_at=now)
