"""Texts that can be stored and shown."""

from __future__ import annotations

import unicodedata
from typing import Any

from rest_framework import serializers
from typing_extensions import override


class TextField(serializers.CharField):
    """A text that a client writes: nothing but text, and no number for one."""

    default_error_messages = {
        "invalid_characters": "Remove the control characters.",
    }
    spaces = frozenset("\n\r\t")

    @override
    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text = super().to_internal_value(data)
        # Surrogates are refused by the base class, which knows a code for them.
        if any(unicodedata.category(c) == "Cc" and c not in self.spaces for c in text):
            self.fail("invalid_characters")
        return text


class LineField(TextField):
    """A name or a title: one line that can be seen."""

    default_error_messages = {
        "invalid_characters": "Write one line without control characters.",
    }

    @override
    def to_internal_value(self, data: Any) -> str:
        line = super().to_internal_value(data)
        if not line.isprintable() and not _has_surrogate(line):
            self.fail("invalid_characters")
        return line


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in text)
