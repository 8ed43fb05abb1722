"""What a client brings back for the second step of something begun before.

Signed and not encrypted: a challenge says nothing its holder does not know.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.core import signing
from django.utils.crypto import get_random_string, salted_hmac

from custom_user.constants import CHALLENGE_LIFETIME
from custom_user.exceptions import ChallengeInvalidError
from custom_user.models import CustomUser
from custom_user.services.one_time import spend

Purpose = Literal["log-in", "passkey log-in", "add TOTP", "add passkey"]


def make_challenge(
    *, purpose: Purpose, user: CustomUser | None = None, **content: Any
) -> str:
    """Return a text that `read_challenge` takes back for the same purpose.

    For a user, it is worth nothing any more once the sessions of the account end, as
    after a new password.
    """
    # Two of the same second would else be one, and the second one used up.
    content["nonce"] = get_random_string(12)
    if user is not None:
        content |= {"user": str(user.public_id), "mark": _mark(user)}
    return signing.dumps(content, salt=_salt(purpose), compress=True)


def read_challenge(*, purpose: Purpose, challenge: str) -> dict[str, Any]:
    """Return what the challenge was made with.

    Raises:
        ChallengeInvalidError: it is none of ours, for something else, or too old.
    """
    try:
        content: dict[str, Any] = signing.loads(
            challenge, salt=_salt(purpose), max_age=CHALLENGE_LIFETIME
        )
    except signing.BadSignature as error:
        raise ChallengeInvalidError from error
    content.pop("nonce", None)
    return content


def find_challenged_user(content: dict[str, Any]) -> CustomUser:
    """Return the account a challenge was made for.

    Raises:
        ChallengeInvalidError: it is gone, disabled, or has ended its sessions since.
    """
    user = CustomUser.objects.filter(public_id=content["user"], is_active=True).first()
    if user is None or content["mark"] != _mark(user):
        raise ChallengeInvalidError
    return user


def spend_challenge(challenge: str, *, now: datetime) -> None:
    """Use the challenge up.

    Raises:
        ChallengeInvalidError: it has been used before.
    """
    if not spend(f"challenge:{challenge}", until=now + CHALLENGE_LIFETIME):
        raise ChallengeInvalidError


def _salt(purpose: Purpose) -> str:
    return f"custom_user.challenge.{purpose}"


def _mark(user: CustomUser) -> str:
    content = f"{user.password}:{user.session_epoch}"
    return salted_hmac("custom_user.challenge.mark", content).hexdigest()[:16]
