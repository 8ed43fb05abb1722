"""What is wrong with what somebody shows to get in."""

from __future__ import annotations

from common.exceptions import (
    ForbiddenError,
    InvalidError,
    RateLimitedError,
    UnauthenticatedError,
)


class CredentialsInvalidError(UnauthenticatedError):
    """Check address and password; which of them is wrong is not told."""

    error_code = "USR0001"
    title = "Wrong address or password"


class AccountDisabledError(ForbiddenError):
    """Ask those who run the site, or cancel the deletion by the link in the mail."""

    error_code = "USR0002"
    title = "The account is disabled"


class AddressUnverifiedError(ForbiddenError):
    """Open the link in the mail that was sent just now, then log in again."""

    error_code = "USR0003"
    title = "The e-mail address is not verified yet"


class CodeInvalidError(UnauthenticatedError):
    """Wait for the next code; each code works once."""

    error_code = "USR0005"
    title = "Wrong or used code"


class TooManyGuessesError(RateLimitedError):
    """Wait as long as `Retry-After` says, or reset the password."""

    error_code = "USR0008"
    title = "Too many wrong guesses"


class PasswordRefusedError(InvalidError):
    """Choose another password; `errors` says what is wrong with this one."""

    error_code = "USR0009"
    title = "The password is not good enough"
