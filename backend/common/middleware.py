"""The outermost middleware: an id for each request, its answer and its log lines."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import TypeGuard, cast

import structlog
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from common.logging import request_context

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")


class IdentifiedRequest(HttpRequest):
    """A request as it is behind `RequestIDMiddleware`; for annotations only."""

    request_id: str


class RequestIDMiddleware:
    """Keep or make the request id, and bind it to everything that is logged.

    A client's or proxy's `X-Request-ID` is kept if it can do no harm in a log or a
    header; anything else is replaced by a UUID4.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        inbound = request.headers.get("X-Request-ID", "")
        request_id = inbound if _REQUEST_ID.fullmatch(inbound) else str(uuid.uuid4())
        cast("IdentifiedRequest", request).request_id = request_id
        structlog.contextvars.clear_contextvars()
        try:
            with request_context(request, request_id):
                response = self.get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = request_id
        if _is_generated_later(response):
            content = cast("Iterator[bytes]", response.streaming_content)
            response.streaming_content = _bound(content, request, request_id)
        return response


def _is_generated_later(
    response: HttpResponseBase,
) -> TypeGuard[StreamingHttpResponse]:
    # Files are left alone, so that the server may send them by itself.
    return (
        isinstance(response, StreamingHttpResponse)
        and not isinstance(response, FileResponse)
        and not response.is_async
    )


def _bound(
    content: Iterator[bytes], request: HttpRequest, request_id: str
) -> Iterator[bytes]:
    # The server reads the content when the middleware is long through; between two
    # pieces the thread may do other work, so each piece is made in its own context.
    pieces = iter(content)
    while True:
        with request_context(request, request_id):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
