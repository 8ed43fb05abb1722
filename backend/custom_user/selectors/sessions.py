"""Reading the sessions of an account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from custom_user.exceptions import SessionNotFoundError
from custom_user.models import AuthToken


def list_sessions(*, token: AuthToken, now: datetime) -> QuerySet[AuthToken]:
    """Return the running sessions of the token's account, each with `is_current`."""
    is_current = ExpressionWrapper(
        Q(session_id=token.session_id), output_field=BooleanField()
    )
    sessions: QuerySet[AuthToken] = AuthToken.objects.usable(now)
    return sessions.filter(user=token.user_id).annotate(is_current=is_current)


def read_session_id(text: str) -> UUID:
    """Return the id that a client has written.

    Raises:
        SessionNotFoundError: no session has such an id.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise SessionNotFoundError from error
