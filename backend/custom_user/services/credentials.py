"""Checking who somebody is by what they know."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from custom_user.exceptions import (
    AccountDisabledError,
    AddressUnverifiedError,
    CredentialsInvalidError,
)
from custom_user.models import CustomUser
from custom_user.services.guesses import guess
from custom_user.services.verification import send_verification


def check_credentials(
    *, email: str = "", phone: str = "", password: str, address: str
) -> CustomUser:
    """Return the account of this e-mail address or phone number and password.

    Takes as long and answers alike whether there is such an account or not; `address`
    is the client's, for counting guesses. Whatever else is wrong with the account is
    told to those alone who know its password.

    Raises:
        CredentialsInvalidError: there is none, or the password is another.
        AccountDisabledError: the account may not be used.
        TooManyGuessesError: the account has been guessed at too often.
    """
    user = find_account(email=email, phone=phone)
    name = account_name(user) if user else _stranger_name(email, phone)
    with guess(account=name, address=address):
        if user is None:
            # As slow as checking a password.
            CustomUser().set_password(password)
            raise CredentialsInvalidError
        former = user.password
        if not user.check_password(password):
            raise CredentialsInvalidError
        if user.password != former:
            # Hashed anew by stricter settings, which has counted the epoch up.
            user.refresh_from_db(fields=["session_epoch"])
        if not user.is_active:
            raise AccountDisabledError
    return user


def check_password(*, user: CustomUser, password: str, address: str) -> None:
    """Check the password of somebody who is logged in already.

    Raises:
        CredentialsInvalidError: it is another.
        TooManyGuessesError: the account has been guessed at too often.
    """
    with guess(account=account_name(user), address=address):
        if not user.check_password(password):
            raise CredentialsInvalidError("This is not the password.")


def require_verified_address(*, user: CustomUser) -> None:
    """Let only accounts go on whose holder has shown that the address is theirs.

    Raises:
        AddressUnverifiedError: not yet; a new mail with a link is on its way.
    """
    is_verified = EmailAddress.objects.filter(
        user=user, email=user.email, verified=True
    ).exists()
    if not is_verified:
        send_verification(email=user.email)
        raise AddressUnverifiedError


def find_account(*, email: str = "", phone: str = "") -> CustomUser | None:
    """Return the account that logs in by this address or number, in one statement."""
    if email:
        address = CustomUser.objects.normalize_email(email)
        return CustomUser.objects.filter(email=address).first()
    return CustomUser.objects.filter(user_profile__phone_no=phone).first()


def account_name(user: CustomUser) -> str:
    """Return what guesses at the account are counted under, however it was named."""
    return f"account:{user.pk}"


def _stranger_name(email: str, phone: str) -> str:
    # Written in another way it is the same, as it is for accounts that there are.
    return f"nobody:{CustomUser.objects.normalize_email(email)}{phone}"
