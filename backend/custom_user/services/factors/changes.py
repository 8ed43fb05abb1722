"""What every change of factors has in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from custom_user.constants import MailKind
from custom_user.exceptions import ChallengeInvalidError
from custom_user.models import CustomUser
from custom_user.services.challenges import (
    Purpose,
    find_challenged_user,
    read_challenge,
)
from custom_user.services.credentials import require_verified_address
from custom_user.services.mail import mail_account
from custom_user.services.tokens import lock_account


@contextmanager
def change_factors(*, user: CustomUser) -> Iterator[None]:
    """Do what is inside one at a time for the account, and mail that it was done.

    Only for a verified address: whoever registered the address of somebody else must
    not lock its owner out by a factor.

    Raises:
        AddressUnverifiedError: the address of the account is not verified.
    """
    require_verified_address(user=user)
    with transaction.atomic():
        # The row of the account is the lock: limits and "the last one" stay true.
        lock_account(user=user)
        yield
        mail_account(user=user, kind=MailKind.FACTORS_CHANGED)


def read_own_challenge(
    *, purpose: Purpose, challenge: str, user: CustomUser
) -> dict[str, Any]:
    """Return what a challenge for this very account was made with.

    Raises:
        ChallengeInvalidError: it is too old, used, or of somebody else.
    """
    content = read_challenge(purpose=purpose, challenge=challenge)
    if find_challenged_user(content) != user:
        raise ChallengeInvalidError
    return content
