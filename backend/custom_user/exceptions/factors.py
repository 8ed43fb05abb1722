"""What can go wrong with second factors and other ways in."""

from __future__ import annotations

from common.exceptions import ConflictError, InvalidError, NotFoundError


class FactorNotFoundError(NotFoundError):
    """Look at `/api/v1/me/factors/` for the factors there are."""

    error_code = "USR0017"
    title = "Second factor not found"


class FactorExistsError(ConflictError):
    """Remove the present one first."""

    error_code = "USR0018"
    title = "There is such a factor already"


class ProviderNotFoundError(NotFoundError):
    """Look at `/api/v1/auth/social/` for the providers that are switched on."""

    error_code = "USR0019"
    title = "Log-in provider not found"


class SocialLoginFailedError(InvalidError):
    """Begin again at the provider; what it gave was refused or had no address."""

    error_code = "USR0020"
    title = "Log-in with the provider failed"


class LastWayInError(ConflictError):
    """Set a password first, or add a passkey."""

    error_code = "USR0040"
    title = "This is the last way into the account"


class FactorMissingError(ConflictError):
    """Add an authenticator app or a passkey first."""

    error_code = "USR0041"
    title = "There is no second factor"


class PasskeyLimitError(ConflictError):
    """Remove passkeys that are not used."""

    error_code = "USR0042"
    title = "Too many passkeys"


class PasskeyRefusedError(InvalidError):
    """Begin again with new options, from a page of this site."""

    error_code = "USR0043"
    title = "The passkey cannot be added"


class ConnectionTakenError(ConflictError):
    """Disconnect it from the other account first."""

    error_code = "USR0044"
    title = "The provider's account opens another account here"
