"""Request bodies as serializers: what is declared is allowed, all else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from typing_extensions import override


class Body(serializers.Serializer[Any]):
    """Base of what a write takes: checks the shape, and never writes itself.

    Unknown members are a fault as well as wrong ones, and all faults are told at once.
    """

    @classmethod
    def parse(cls, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """Return the validated members; with `partial`, absent ones are left out.

        Raises:
            rest_framework.exceptions.ValidationError: with a code for each fault.
        """
        body = cls(data=request.data, partial=partial, context={"request": request})
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    @override
    def to_internal_value(self, data: Any) -> Any:
        faults = self._unknown_members(data) if isinstance(data, Mapping) else {}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError({**error.detail, **faults}) from error
        if faults:
            raise serializers.ValidationError(faults)
        return value

    def _unknown_members(self, data: Mapping[Any, Any]) -> dict[str, Any]:
        allowed = [name for name, field in self.fields.items() if not field.read_only]
        detail = f"There is no such member here. Allowed: {', '.join(allowed)}."
        return {
            str(name): [ErrorDetail(detail, code="unknown")]
            for name in data
            if name not in allowed
        }


class NullBody(Body):
    """For a write that takes nothing."""
