"""Problem documents (RFC 9457): how one is put together and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from common.api.error_codes import ErrorCode
from common.api.renderers import ProblemRenderer, dump_json
from common.exceptions import FieldError

MEDIA_TYPE = ProblemRenderer.media_type


@dataclass(frozen=True)
class Problem:
    """One error as it will be told; `detail` falls back to the advice of the code."""

    entry: ErrorCode
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    # Members of this kind of problem only; they never replace one of the others.
    extra: Mapping[str, Any] = field(default_factory=dict)
    # Only where a foreign exception has a status that no code of ours has.
    other_status: int | None = None

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return self.other_status or self.entry.status

    def body(self, request: HttpRequest | Request | None) -> dict[str, Any]:
        """Return the members of the document for this request."""
        body: dict[str, Any] = {
            "type": problem_type(self.entry.code),
            "title": self.entry.title,
            "status": self.status,
            "detail": self.detail or self.entry.advice,
            "instance": request.path if request is not None else "",
            "error_code": self.entry.code,
            "request_id": getattr(request, "request_id", ""),
        }
        if self.errors:
            body["errors"] = [asdict(error) for error in self.errors]
        return {**self.extra, **body}


class ProblemError(APIException):
    """Raised in the API room for a fault that is not of the domain."""

    def __init__(
        self, entry: ErrorCode, detail: str = "", *, errors: tuple[FieldError, ...] = ()
    ) -> None:
        super().__init__(detail or entry.advice)
        self.status_code = entry.status
        self.problem = Problem(entry, detail, errors)


class ProblemResponse(Response):
    """A problem document from a DRF view, whatever that view renders otherwise."""

    # Django logs every answer from 400 on; the error handler has logged what matters.
    _has_been_logged = True

    def __init__(self, problem: Problem, request: HttpRequest | Request | None) -> None:
        super().__init__(
            problem.body(request), status=problem.status, headers=dict(problem.headers)
        )

    @property
    @override
    def rendered_content(self) -> Any:
        # The browsable API shows errors as pages.
        if self.accepted_renderer.format != "api":
            self.accepted_renderer = ProblemRenderer()
        return super().rendered_content


def problem_type(code: str) -> str:
    """Return the `type` of a problem: a name that no move of the site changes."""
    return f"urn:pressroom:error:{code}"


def plain_response(problem: Problem, request: HttpRequest) -> HttpResponse:
    """Return the problem document for a request that no DRF view has handled."""
    return HttpResponse(
        dump_json(problem.body(request)),
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )


def flatten(detail: Any, pointer: str = "") -> Iterator[FieldError]:
    """Turn DRF's nested error detail into a flat list with JSON pointers (RFC 6901)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from flatten(inner, _below(pointer, str(name)))
    elif isinstance(detail, list | tuple):
        for position, inner in enumerate(detail):
            # Texts are the faults of one place; anything nested is a place in a list.
            nested = isinstance(inner, Mapping | list | tuple)
            yield from flatten(inner, f"{pointer}/{position}" if nested else pointer)
    else:
        yield FieldError(pointer, getattr(detail, "code", "invalid"), str(detail))


def _below(pointer: str, name: str) -> str:
    if name == "non_field_errors":
        return pointer
    escaped = name.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{escaped}"
