"""JSON out: answers by orjson, errors as problem documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer
from typing_extensions import override

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def dump_json(data: Any) -> bytes:
    """Return `data` as JSON; times in UTC end in `Z`, decimals are strings."""
    return orjson.dumps(data, default=_convert, option=OPTIONS)


class ORJSONRenderer(BaseRenderer):
    """The only format of answers."""

    media_type = "application/json"
    format = "json"
    # JSON is UTF-8 by definition and takes no charset parameter (RFC 8259).
    charset = None

    @override
    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else dump_json(data)


class ProblemRenderer(ORJSONRenderer):
    """The format of errors, whatever the client accepts (RFC 9457)."""

    media_type = "application/problem+json"
    format = "problem"


def _convert(value: Any) -> Any:
    if isinstance(value, Promise | Decimal):
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return list(value)
    message = f"{type(value).__qualname__} has no form in JSON."
    raise TypeError(message)
