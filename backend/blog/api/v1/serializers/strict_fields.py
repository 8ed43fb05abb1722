"""Fields that take one type of JSON and make nothing of others."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from typing_extensions import override

from common.api.text_fields import TextField


class FlagField(serializers.BooleanField):
    """True or false, and no word or number for one."""

    @override
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class IdField(serializers.UUIDField):
    """The id of a row, as the API writes it."""

    @override
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return str(super().to_internal_value(data))


class BodyField(TextField):
    """A text that is kept byte for byte; the services know what it may not hold."""

    @override
    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data
