"""What is wrong with a session, or with what it may do now."""

from __future__ import annotations

from common.exceptions import (
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
)


class ConfirmationMissingError(ForbiddenError):
    """Send the password or a code to `/api/v1/auth/confirm/`, then repeat this call."""

    error_code = "USR0007"
    title = "A fresh confirmation is needed"


class SessionEndedError(UnauthenticatedError):
    """Log in again; the account has changed while this call was under way."""

    error_code = "USR0024"
    title = "The session has ended"


class TokenMissingError(ForbiddenError):
    """Log in over the API; no API key and no session of the admin will do."""

    error_code = "USR0012"
    title = "This call needs a token"


class SessionNotFoundError(NotFoundError):
    """Look at `/api/v1/me/sessions/` for the sessions there are."""

    error_code = "USR0016"
    title = "Session not found"
