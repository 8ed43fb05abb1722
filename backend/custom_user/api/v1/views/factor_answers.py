"""Answers that several endpoints about second factors give."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response

from custom_user.api.v1.serializers.factors import PasskeyOptionsSerializer
from custom_user.api.v1.views.answers import token_data
from custom_user.services.factors.sessions import FactorsChanged


def factors_changed_answer(changed: FactorsChanged) -> Response:
    """Return 201 with the new token, and recovery codes if there are new ones."""
    shown = {
        "recovery_codes": changed.recovery_codes or None,
        "token": token_data(changed.token, changed.key),
    }
    return Response(shown, status=201)


def passkey_options_answer(challenge: str, options: dict[str, Any]) -> Response:
    """Return 200 with what the browser needs to ask a passkey."""
    shown = {"challenge": challenge, "options": options}
    return Response(PasskeyOptionsSerializer(shown).data)
