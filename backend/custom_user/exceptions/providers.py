"""What can go wrong with logging in by an account elsewhere."""

from __future__ import annotations

from common.exceptions import ConflictError, InvalidError, NotFoundError


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


class ConnectionTakenError(ConflictError):
    """Disconnect it from the other account first."""

    error_code = "USR0044"
    title = "The provider's account opens another account here"
