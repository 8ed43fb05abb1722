"""A form field for JSON that PostgreSQL can store."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from typing_extensions import override


class StorableJSONField(forms.JSONField):
    """Refuses what JSON can spell and PostgreSQL cannot store.

    That is the NUL character, and half a surrogate pair, which no page can show either.
    """

    default_error_messages = {
        "unstorable": "It holds a NUL or half a surrogate pair; remove that character.",
    }

    @override
    def to_python(self, value: Any) -> Any:
        parsed = super().to_python(value)
        if not _is_storable(parsed):
            raise ValidationError(self.error_messages["unstorable"], code="unstorable")
        return parsed

    @override
    def bound_data(self, data: Any, initial: Any) -> Any:
        parsed = super().bound_data(data, initial)
        # Shown again as it was typed, where its escapes are harmless.
        return parsed if _is_storable(parsed) else InvalidJSONInput(data)


def _is_storable(value: Any) -> bool:
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in text
