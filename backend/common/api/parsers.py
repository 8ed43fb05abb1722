"""JSON in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from typing_extensions import override


class ORJSONParser(BaseParser):
    """Strict JSON within the size limit.

    DRF's own parser reads from the stream, past `DATA_UPLOAD_MAX_MEMORY_SIZE`; `body`
    enforces it. Lone surrogates, which PostgreSQL cannot store, are refused as well.
    """

    media_type = "application/json"

    @override
    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        body = stream.body if isinstance(stream, HttpRequest) else stream.read()
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            message = f"The body is not valid JSON: {error}"
            raise ParseError(message) from error
