"""Proving again who one is, before what cannot be undone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from custom_user.models import AuthToken
from custom_user.services.credentials import account_name, check_password
from custom_user.services.factors.codes import verify_code
from custom_user.services.guesses import guess
from custom_user.services.tokens import confirm_session


def confirm_by_password(
    *, token: AuthToken, password: str, address: str, now: datetime
) -> None:
    """Confirm the session by the account's password.

    Raises:
        CredentialsInvalidError: it is another.
        TooManyGuessesError: it has been guessed at too often.
    """
    check_password(user=token.user, password=password, address=address)
    confirm_session(token=token, now=now)


@transaction.atomic
def confirm_by_code(
    *, token: AuthToken, code: str, address: str, now: datetime
) -> None:
    """Confirm the session by a code of a second factor.

    Raises:
        CodeInvalidError: the code is wrong or used, or there is no factor.
        TooManyGuessesError: too many codes were wrong.
    """
    with guess(account=account_name(token.user), address=address, at="code"):
        verify_code(user=token.user, code=code, now=now)
    confirm_session(token=token, now=now)
