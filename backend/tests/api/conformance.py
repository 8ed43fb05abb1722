"""A test client whose every answer is checked against the committed `openapi.yaml`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

import yaml
from django.test import Client
from django.urls import Resolver404, resolve
from rest_framework.test import APIClient
from typing_extensions import override

from tests.architecture.tree import BACKEND_DIR

# They have no annotations.
jsonschema: Any = import_module("jsonschema")
referencing: Any = import_module("referencing")
dialects: Any = import_module("referencing.jsonschema")

PROBLEM = "application/problem+json"
# They describe the API and are no part of the description.
DESCRIPTIONS = {"/api/v1/schema/", "/api/v1/docs/"}
# What every answer of an endpoint about accounts says to caches.
PRIVATE = re.compile(r"/api/v1/(auth|me|api-keys)/")
URI = re.compile(r"[a-z][a-z0-9+.-]*:[!#-;=?-Z\[\]_a-z~%]+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
formats: Any = jsonschema.FormatChecker(formats=["uuid"])


class ConformingClient(Client):
    """Raises for any answer of the API that the schema does not promise."""

    @override
    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        path, method = request["PATH_INFO"], request["REQUEST_METHOD"]
        if path.startswith("/api/") and path not in DESCRIPTIONS:
            is_sparse = "fields" in request["QUERY_STRING"]
            check_answer(method, path, response, is_sparse=is_sparse)
        return response


class ApiClient(ConformingClient, APIClient):
    """The same, with the comforts of DRF's client."""


@cache
def stored_schema() -> Any:
    return yaml.safe_load((BACKEND_DIR / "openapi.yaml").read_text())


def check_answer(
    method: str, path: str, response: Any, *, is_sparse: bool = False
) -> None:
    assert response["X-Request-ID"]
    _check_headers(method, path, response)
    if response.streaming:
        # A table, which has no schema to hold it against.
        assert response.status_code == 200
        return
    if method == "HEAD":
        assert not response.content
        return
    if method == "OPTIONS" and response.status_code == 200:
        return
    documented = _operations(path).get(method.lower(), {}).get("responses")
    if documented is not None and response.status_code != 304:
        assert str(response.status_code) in documented, response.content
    if response.status_code >= 400:
        assert response["Content-Type"] == PROBLEM
        pointer = "#/components/schemas/Problem"
    elif not response.content:
        assert not documented or not _content(path, method, response)
        return
    else:
        assert response["Content-Type"] == "application/json"
        pointer = f"#{_pointer(path, method, response)}"
    body = json.loads(response.content)
    errors = list(_validator(pointer, is_sparse=is_sparse).iter_errors(body))
    assert not errors, f"{method} {path}: {errors[0].json_path}: {errors[0].message}"
    assert not list(_faults(body))
    if response.status_code >= 400:
        assert body["status"] == response.status_code
        assert body["request_id"] == response["X-Request-ID"]


def _check_headers(method: str, path: str, response: Any) -> None:
    status = response.status_code
    needed = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After"}
    if status in needed:
        assert response[needed[status]]
    if PRIVATE.match(path) and _operations(path):
        assert "Authorization" in response["Vary"]
        if not (_is_open(path) and method in {"GET", "HEAD", "OPTIONS"}):
            assert response["Cache-Control"] == "private, no-store"
        assert response["RateLimit"]
        assert response["RateLimit-Policy"]


def _is_open(path: str) -> bool:
    return any({} in operation["security"] for operation in _operations(path).values())


def _operations(path: str) -> dict[str, Any]:
    try:
        match = resolve(path)
    except Resolver404:
        return {}
    template = re.sub(r"<str:(\w+)>", r"{\1}", f"/{match.route}")
    operations: dict[str, Any] = stored_schema()["paths"].get(template, {})
    return operations


def _content(path: str, method: str, response: Any) -> Any:
    responses = _operations(path)[method.lower()]["responses"]
    return responses[str(response.status_code)].get("content")


def _pointer(path: str, method: str, response: Any) -> str:
    content = _content(path, method, response)
    pointer: str = content["application/json"]["schema"]["$ref"]
    return pointer.removeprefix("#")


@cache
def _validator(pointer: str, *, is_sparse: bool) -> Any:
    resource = referencing.Resource(
        contents=_strict(is_sparse=is_sparse), specification=dialects.DRAFT202012
    )
    registry = referencing.Registry().with_resource("urn:openapi", resource)
    return jsonschema.Draft202012Validator(
        {"$ref": f"urn:openapi{pointer}"}, registry=registry, format_checker=formats
    )


def _strict(*, is_sparse: bool) -> Any:
    """Return the schema refusing undocumented members; `fields` may drop others."""
    document = deepcopy(stored_schema())
    for component in document["components"]["schemas"].values():
        if "properties" in component:
            component["additionalProperties"] = False
        if is_sparse:
            component.pop("required", None)
            # What has lost members may fit more than one of the forms.
            if forms := component.pop("oneOf", None):
                component["anyOf"] = forms
    return document


def _faults(value: Any, name: str = "") -> Iterator[str]:
    """Find what no schema forbids: keys of the database and times without an offset."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _faults(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _faults(inner, name)
    elif name == "id" and isinstance(value, int):
        yield f"{value} is a key of the database"
    elif name.endswith("_at") and isinstance(value, str) and not _is_utc(value):
        yield f"{name} is {value}"


def _is_utc(text: str) -> bool:
    return bool(
        TIME.match(text) and datetime.fromisoformat(text).utcoffset() == timedelta()
    )


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(URI.fullmatch(value))


def _is_time(value: object) -> bool:
    return not isinstance(value, str) or _is_utc(value)


formats.checks("uri")(_is_uri)
formats.checks("date-time")(_is_time)
