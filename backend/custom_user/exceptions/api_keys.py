"""What can go wrong with keys of programs."""

from __future__ import annotations

from common.exceptions import ConflictError, ForbiddenError, InvalidError, NotFoundError


class ApiKeyNotFoundError(NotFoundError):
    """Look at `/api/v1/api-keys/` for the keys there are."""

    error_code = "USR0013"
    title = "API key not found"


class RotationRunningError(ConflictError):
    """Wait until the former text has expired, or call `finish-rotation` first."""

    error_code = "USR0014"
    title = "The former text of the key is still good"


class ApiKeyLimitError(ConflictError):
    """Revoke keys that nobody uses."""

    error_code = "USR0015"
    title = "Too many API keys"


class ApiKeyRefusedError(InvalidError):
    """Correct what `errors` points to."""

    error_code = "USR0060"
    title = "Such a key cannot be made"


class ApiKeyExpiredError(ConflictError):
    """Make a new key."""

    error_code = "USR0062"
    title = "The API key has expired"


class TierRefusedError(ForbiddenError):
    """Leave `tier` out; the key then has the one of the account."""

    error_code = "USR0061"
    title = "Tiers are given by administrators"
