"""Answers that several endpoints give."""

from __future__ import annotations

from rest_framework.response import Response

from custom_user.api.v1.serializers.log_in import SecondStepSerializer, TokenSerializer
from custom_user.api.v1.serializers.registration import OutcomeSerializer
from custom_user.models import AuthToken
from custom_user.services.log_in import LoggedIn, SecondStep


def log_in_answer(outcome: LoggedIn | SecondStep) -> Response:
    """Return 200 with a token, or 202 with what the second step needs."""
    if isinstance(outcome, SecondStep):
        return Response(SecondStepSerializer(outcome).data, status=202)
    return token_answer(outcome.token, outcome.key)


def token_answer(token: AuthToken, key: str) -> Response:
    """Return 200 with a token, which is shown this once."""
    return Response(token_data(token, key))


def token_data(token: AuthToken, key: str) -> dict[str, object]:
    """Return a token as it goes out."""
    shown = {
        "token": key,
        "expires_at": token.expiry,
        "session": token.session_id,
    }
    return TokenSerializer(shown).data


def outcome_answer(detail: str, *, status: int) -> Response:
    """Return what has been done, in words that fit every account and none."""
    return Response(OutcomeSerializer({"detail": detail}).data, status=status)
