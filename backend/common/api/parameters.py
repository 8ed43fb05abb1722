"""Query parameters as serializers: what is declared is allowed, all else is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Self

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request
from typing_extensions import override

from common.api.error_codes import INVALID_PARAMETER, UNKNOWN_PARAMETER
from common.api.problems import ProblemError, flatten
from common.exceptions import FieldError


class QueryParameters(serializers.Serializer[Any]):
    """Base of the parameters of an endpoint.

    A fault is told with the pointer `?name`, since a parameter is no part of the body.
    A field without `required=False` or a default is a required parameter. One instance
    per class serves all requests, so validation must keep nothing on `self`.
    """

    @classmethod
    def parse(cls, request: Request) -> dict[str, Any]:
        """Return the validated parameters; absent ones without a default are left out.

        Raises:
            ProblemError: a parameter is unknown, repeated or invalid.
        """
        parameters = _instance(cls)
        unknown = [
            name for name in request.query_params if name not in parameters.fields
        ]
        if unknown:
            allowed = ", ".join(parameters.fields) or "none"
            detail = f"There is no such parameter here. Allowed: {allowed}."
            raise ProblemError(
                UNKNOWN_PARAMETER,
                errors=tuple(
                    FieldError(f"?{name}", "unknown", detail) for name in unknown
                ),
            )
        if errors := tuple(_repeated(request)):
            raise ProblemError(INVALID_PARAMETER, errors=errors)
        try:
            return dict(parameters.run_validation(request.query_params.dict()))
        except serializers.ValidationError as error:
            errors = tuple(_name_parameters(error))
            raise ProblemError(INVALID_PARAMETER, errors=errors) from error


class NullParameters(QueryParameters):
    """For an endpoint that has no parameters."""


class OneOfField(serializers.ChoiceField):
    """One of a few values; the message lists them."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices, **kwargs)
        allowed = ", ".join(str(choice) for choice in self.choices)
        # The text is a format string.
        allowed = allowed.replace("{", "{{").replace("}", "}}")
        self.error_messages["invalid_choice"] = f'"{{input}}" is not one of: {allowed}.'


class WholeNumberField(serializers.IntegerField):
    """Digits only; Python's own idea of an integer includes `1_0` and `1.0`."""

    @override
    def to_internal_value(self, data: Any) -> int:
        text = str(data)
        if not text.removeprefix("-").isdecimal() or not text.isascii():
            self.fail("invalid")
        return super().to_internal_value(data)


class CommaListField(serializers.ListField):
    """Values in one parameter, separated by commas; repeated ones count once."""

    def __init__(self, *, child: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("min_length", 1)
        kwargs.setdefault("max_length", 50)
        super().__init__(
            child=child or serializers.CharField(), allow_empty=False, **kwargs
        )

    @classmethod
    def of(cls, allowed: Iterable[str], **kwargs: Any) -> Self:
        """Return a field that takes only the values in `allowed`."""
        return cls(child=OneOfField(list(allowed)), **kwargs)

    @override
    def to_internal_value(self, data: Any) -> list[Any]:
        parts = [part.strip() for part in data.split(",")] if data else []
        return super().to_internal_value(list(dict.fromkeys(parts)))


class PageParameters(QueryParameters):
    """The parameters of every list."""

    page_size = WholeNumberField(
        min_value=1,
        max_value=settings.PAGE_SIZE_MAX,
        default=settings.PAGE_SIZE_DEFAULT,
        help_text="How many items to return at most.",
    )
    cursor = serializers.CharField(
        required=False,
        help_text="Where to go on; taken from `next` or `previous`, never made up.",
    )
    page = WholeNumberField(
        required=False,
        min_value=1,
        help_text=(
            "Number of the page, from 1; adds `count` and `total_pages`. Refused past "
            f"{settings.PAGE_NUMBER_MAX_ITEMS:,} items and together with `cursor`."
        ),
    )

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if "page" in attrs and "cursor" in attrs:
            message = "Use either `page` or `cursor`."
            raise serializers.ValidationError({"page": message}, code="conflict")
        return attrs


@cache
def _instance(parameters_class: type[QueryParameters]) -> QueryParameters:
    return parameters_class()


def _repeated(request: Request) -> Iterator[FieldError]:
    for name, values in request.query_params.lists():
        if len(values) > 1:
            yield FieldError(f"?{name}", "repeated", "Give this parameter once.")


def _name_parameters(error: serializers.ValidationError) -> Iterator[FieldError]:
    for fault in flatten(error.detail):
        name = fault.pointer.removeprefix("/").partition("/")[0]
        yield FieldError(f"?{name}", fault.code, fault.detail)
