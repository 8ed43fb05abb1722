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
