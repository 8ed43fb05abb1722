"""The OpenAPI description: what drf-spectacular cannot know of our conventions."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.urls import get_urlconf
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import Direction, OpenApiParameter
from typing_extensions import override

from common.api.error_codes import describe_class, registry
from common.api.idempotency import (
    KEY_HEADER,
    KEY_PATTERN,
    REPLAYED_HEADER,
    IdempotentView,
)
from common.api.preconditions import IF_MATCH
from common.api.problems import MEDIA_TYPE, problem_type
from common.api.url_names import url_names
from common.exceptions import DomainError

COMMON_HEADERS = {
    "X-Request-ID": {
        "description": "Names this request; a valid one that was sent is kept.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "The limits that count here: calls `q` in `w` seconds, each.",
        "schema": {"type": "string", "examples": ['"anon";q=300;w=60']},
    },
    "RateLimit": {
        "description": "Calls `r` that are left of each, and all again in `t` seconds.",
        "schema": {"type": "string", "examples": ['"anon";r=299;t=60']},
    },
}

IDEMPOTENCY_KEY = OpenApiParameter(
    KEY_HEADER,
    {"type": "string", "pattern": KEY_PATTERN},
    OpenApiParameter.HEADER,
    description=(
        "Makes it safe to send this again: for 24 hours the same request with the "
        "same key gets the first answer, and nothing is done twice. Choose a new "
        "random key, such as a UUID, for every new request."
    ),
)
REPLAYED = {
    "description": "`true` if this answer was given before to the same key.",
    "schema": {"type": "string", "enum": ["true"]},
}

MOVED = {
    "description": "A former slug; `Location` is the current address.",
    "headers": {
        **COMMON_HEADERS,
        "Location": {"schema": {"type": "string", "format": "uri"}},
    },
}


class CachingSchemaGenerator(SchemaGenerator):
    """Makes the document once per process, which takes a tenth of a second.

    It is the same for everybody, and only a deploy changes it.
    """

    _documents: ClassVar[dict[Any, Any]] = {}

    @override
    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        key = (settings.ROOT_URLCONF, self.api_version, public)
        if key not in self._documents:
            untyped: Any = super()
            self._documents[key] = untyped.get_schema(request, public)
        return self._documents[key]


class PressroomAutoSchema(AutoSchema):
    """Adds our parameters, problem documents, headers and stable operation ids."""

    @override
    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation: Any = super().get_operation(*args, **kwargs)
        for parameter in (operation or {}).get("parameters", []):
            if parameter["schema"].get("type") == "array":
                # OpenAPI's default would repeat the parameter for each value.
                parameter.setdefault("style", "form")
                parameter.setdefault("explode", False)
            if parameter["name"] == IF_MATCH.name:
                for status in (412, 428):
                    problem = self._problem_response(status)
                    operation["responses"].setdefault(str(status), problem)
        return operation

    @override
    def get_operation_id(self) -> str:
        urlconf = get_urlconf() or settings.ROOT_URLCONF
        name = url_names(urlconf).get(self.path_regex)
        if not name:
            return str(super().get_operation_id())
        identifier = name.replace("-", "_").replace(":", "_")
        methods = set(self.view.allowed_methods) - {"HEAD", "OPTIONS"}
        if self.method == "GET" or methods == {"POST"}:
            return identifier
        return f"{identifier}_{self.method.lower()}"

    @override
    def get_description(self, *args: Any) -> str:
        untyped: Any = super()
        text = untyped.get_description(*args)
        parts = [text, self._tell_scope(), self._list_problems()]
        return "\n\n".join(filter(None, parts))

    @override
    def get_auth(self) -> list[Any]:
        untyped: Any = super()
        schemes: list[Any] = untyped.get_auth()
        if self._takes_tokens_alone():
            return [scheme for scheme in schemes if "cookieAuth" not in scheme]
        return schemes

    @override
    def get_override_parameters(self) -> list[Any]:
        if self.method == "POST" and isinstance(self.view, IdempotentView):
            return [IDEMPOTENCY_KEY]
        parameters_class = getattr(self.view, "parameters_class", None)
        if parameters_class is None or self.method != "GET":
            return []
        parameters = parameters_class()
        return [parameters] if parameters.fields else []

    @override
    def _is_list_view(self, serializer: Any = None) -> bool:
        if self.method == "GET" and hasattr(self.view, "pagination_class"):
            return True
        return bool(super()._is_list_view(serializer))

    @override
    def _get_response_bodies(self, direction: Direction = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for status, body in bodies.items():
            body["description"] = body["description"] or HTTPStatus(int(status)).phrase
            body["headers"] = {**self._headers(), **body.get("headers", {})}
        if hasattr(self.view, "find_by_any_slug"):
            bodies["301"] = MOVED
        for problem in sorted(self._problem_statuses()):
            bodies.setdefault(str(problem), self._problem_response(problem))
        return dict(sorted(bodies.items()))

    def _headers(self) -> dict[str, Any]:
        if self.method == "POST" and isinstance(self.view, IdempotentView):
            return {**COMMON_HEADERS, REPLAYED_HEADER: REPLAYED}
        return COMMON_HEADERS

    def _problem_statuses(self) -> set[int]:
        statuses = {400, 406, 429, 500, 503}
        statuses |= {describe_class(error).status for error in self._problems()}
        if self.view.get_authenticators():
            # Even where everyone may read, an API key may lack the scope.
            statuses |= {401, 403}
        if "{" in self.path or self._is_list_view():
            statuses.add(404)
        if self.method in {"POST", "PUT", "PATCH"}:
            statuses |= {413, 415}
        if self.method == "POST" and isinstance(self.view, IdempotentView):
            statuses |= {409, 422}
        return statuses

    def _problems(self) -> list[type[DomainError]]:
        own = getattr(self.view, "method_problems", {}).get(self.method, ())
        return [*getattr(self.view, "problems", ()), *own]

    def _takes_tokens_alone(self) -> bool:
        return self.method in getattr(self.view, "token_methods", ())

    def _tell_scope(self) -> str:
        kind = getattr(self.view, "kind", None)
        if kind is None or self._takes_tokens_alone():
            return "API keys are not let in."
        action = "read" if self.method == "GET" else "write"
        return f"API keys need the scope `{kind}:{action}`."

    def _list_problems(self) -> str:
        entries = sorted(
            map(describe_class, self._problems()), key=lambda entry: entry.code
        )
        lines = [f"- `{it.code}` ({it.status}): {it.title}." for it in entries]
        return "\n".join(["Problems of its own:", "", *lines]) if lines else ""

    def _problem_response(self, status: int) -> dict[str, str]:
        phrase = HTTPStatus(status).phrase
        response = {
            "description": phrase,
            "headers": _problem_headers(status),
            "content": {MEDIA_TYPE: {"schema": self._problem_component().ref}},
        }
        name = "".join(filter(str.isalpha, phrase.title()))
        return self._register(name, ResolvedComponent.RESPONSE, response).ref

    def _problem_component(self) -> ResolvedComponent:
        codes = [entry.code for entry in registry()]
        code = self._register(
            "ErrorCode", ResolvedComponent.SCHEMA, {"type": "string", "enum": codes}
        )
        fault = self._register(
            "ProblemError", ResolvedComponent.SCHEMA, _fault_schema()
        )
        return self._register(
            "Problem", ResolvedComponent.SCHEMA, _problem_schema(code.ref, fault.ref)
        )

    def _register(self, name: str, kind: str, schema: Any) -> ResolvedComponent:
        untyped: Any = ResolvedComponent
        component: ResolvedComponent = untyped(
            name=name, type=kind, schema=schema, object=name
        )
        self.registry.register_on_missing(component)
        return component


def _problem_headers(status: int) -> dict[str, Any]:
    headers: dict[str, Any] = dict(COMMON_HEADERS)
    if status in {409, 429, 503}:
        headers["Retry-After"] = {
            "description": "Seconds to wait; with 409 only where waiting helps.",
            "schema": {"type": "integer"},
        }
    if status == 401:
        headers["WWW-Authenticate"] = {
            "description": "How to authenticate.",
            "schema": {"type": "string"},
        }
    return headers


def _fault_schema() -> dict[str, Any]:
    text = {"type": "string"}
    pointer = {
        "type": "string",
        "description": (
            "JSON pointer into the body, such as `/authors/0`; empty for the whole "
            "body; `?name` for the query parameter of that name."
        ),
    }
    return {
        "type": "object",
        "required": ["pointer", "code", "detail"],
        "properties": {"pointer": pointer, "code": text, "detail": text},
    }


def _problem_schema(code: dict[str, str], fault: dict[str, str]) -> dict[str, Any]:
    text = {"type": "string"}
    example = problem_type("COM0404")
    return {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "required": [
            "type", "title", "status", "detail", "instance", "error_code", "request_id",
        ],
        "properties": {
            "type": {"type": "string", "format": "uri", "examples": [example]},
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "instance": {"type": "string", "description": "The path asked for."},
            "error_code": code,
            "request_id": text,
            "errors": {
                "type": "array",
                "items": fault,
                "description": "The single faults of bad input.",
            },
        },
        "additionalProperties": {
            "description": "What a program can act on, such as `current_version`.",
        },
    }  # fmt: skip
