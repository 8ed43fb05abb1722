"""Setting up an authenticator app (TOTP)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt

from custom_user.exceptions import CodeInvalidError, FactorExistsError
from custom_user.models import CustomUser
from custom_user.services.challenges import make_challenge
from custom_user.services.credentials import require_verified_address
from custom_user.services.factors.changes import change_factors, read_own_challenge
from custom_user.services.factors.codes import is_app_code
from custom_user.services.factors.recovery import ensure_recovery_codes


@dataclass(frozen=True)
class TotpSetup:
    """What somebody needs to set up their app; `challenge` goes back with a code."""

    challenge: str
    secret: str
    url: str
    qr_svg: str


def begin_totp(*, user: CustomUser) -> TotpSetup:
    """Return a new secret; nothing is stored before the app has shown a code.

    Raises:
        FactorExistsError: the account has an app already.
        AddressUnverifiedError: the address of the account is not verified.
    """
    require_verified_address(user=user)
    _refuse_second_app(user)
    secret = generate_totp_secret()
    adapter = get_adapter()
    url = adapter.build_totp_url(user, secret)
    challenge = make_challenge(purpose="add TOTP", user=user, secret=encrypt(secret))
    return TotpSetup(challenge, secret, url, adapter.build_totp_svg(url))


def add_totp(
    *, user: CustomUser, challenge: str, code: str, now: datetime
) -> list[str]:
    """Turn the app on and return the recovery codes, none if there were some before.

    The code is used up; sessions are the caller's business.

    Raises:
        ChallengeInvalidError: it is too old, used, or of somebody else.
        CodeInvalidError: the app does not show this code.
        FactorExistsError: the account has an app already.
        AddressUnverifiedError: the address of the account is not verified.
    """
    content = read_own_challenge(purpose="add TOTP", challenge=challenge, user=user)
    with change_factors(user=user):
        _refuse_second_app(user)
        totp = TOTP.activate(user, decrypt(content["secret"])).instance
        if not is_app_code(totp, code, now):
            raise CodeInvalidError
        return ensure_recovery_codes(user)


def _refuse_second_app(user: CustomUser) -> None:
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        raise FactorExistsError
