"""The committed description is valid, up to date, and complete."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.http import HttpResponse
from openapi_spec_validator import OpenAPIV31SpecValidator

from common.api.renderers import dump_json
from tests.api.conformance import (
    DESCRIPTIONS,
    ConformingClient,
    check_answer,
    stored_schema,
)
from tests.architecture.routes import own_routes
from tests.architecture.tree import BACKEND_DIR


def test_stored_schema_is_valid() -> None:
    assert stored_schema()["openapi"].startswith("3.1.")
    untyped_validator: Any = OpenAPIV31SpecValidator

    untyped_validator(stored_schema()).validate()


def test_stored_schema_is_the_generated_one() -> None:
    out = io.StringIO()
    call_command("spectacular", "--fail-on-warn", stdout=out)

    stored = (BACKEND_DIR / "openapi.yaml").read_text()
    assert yaml.safe_load(out.getvalue()) == yaml.safe_load(stored)


def test_every_endpoint_is_described() -> None:
    described = set(stored_schema()["paths"])
    existing = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", route.address)
        for route in own_routes()
        if route.namespaces[:2] == ("api", "v1")
    }

    assert existing - DESCRIPTIONS == described


def test_every_operation_explains_itself() -> None:
    for path, operations in stored_schema()["paths"].items():
        for operation in operations.values():
            assert operation["description"].endswith("."), path
            assert operation["operationId"], path


@pytest.mark.django_db
def test_served_schema_is_the_stored_one(client: ConformingClient) -> None:
    response = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    served = response.json()

    assert served["paths"] == stored_schema()["paths"]
    assert served["components"] == stored_schema()["components"]


def _answer(body: Any) -> HttpResponse:
    response = HttpResponse(dump_json(body), content_type="application/json")
    response["X-Request-ID"] = "x"
    return response


TAG = {
    "id": "0190d3c4-0000-7000-8000-000000000000",
    "slug": "a",
    "url": "https://example.com/",
    "name": "A",
    "description": "",
    "post_count": 1,
}


@pytest.mark.parametrize(
    "change",
    [
        {"id": 1},
        {"id": "1"},
        {"post_count": "1"},
        {"extra": 1},
        {"url": "https://example.com/größe/"},
        {"name": None},
    ],
    ids=str,
)
def test_the_check_finds_what_the_schema_does_not_promise(
    change: dict[str, Any],
) -> None:
    check_answer("GET", "/api/v1/tags/a/", _answer(TAG))

    with pytest.raises(AssertionError):
        check_answer("GET", "/api/v1/tags/a/", _answer(TAG | change))


def test_the_check_finds_undocumented_statuses_and_missing_headers() -> None:
    accepted = _answer(TAG)
    accepted.status_code = 202
    with pytest.raises(AssertionError):
        check_answer("GET", "/api/v1/tags/a/", accepted)

    listed = _answer({"providers": []})
    for header in ("Vary", "RateLimit", "RateLimit-Policy"):
        with pytest.raises((AssertionError, KeyError)):
            check_answer("GET", "/api/v1/auth/social/", listed)
        listed[header] = "Authorization"
    check_answer("GET", "/api/v1/auth/social/", listed)

    stored = _answer({"factors": [], "recovery_codes_left": 0})
    for header in ("Vary", "RateLimit", "RateLimit-Policy"):
        stored[header] = "Authorization"
    with pytest.raises((AssertionError, KeyError)):
        check_answer("GET", "/api/v1/me/factors/", stored)


def test_operations_tell_who_may_call_and_what_goes_wrong() -> None:
    operations = stored_schema()["paths"]["/api/v1/me/"]

    assert operations["delete"]["security"] == [{"token": []}]
    assert {"cookieAuth": []} in operations["patch"]["security"]
    assert "`profile:write`" in operations["patch"]["description"]
    assert "API keys are not let in." in operations["delete"]["description"]
    assert "`USR0050` (409)" in operations["delete"]["description"]
    assert "USR0050" not in operations["patch"]["description"]
    assert "409" not in operations["get"]["responses"]


def test_the_check_finds_missing_members_and_naive_times() -> None:
    name_only = {"name": "A"}
    check_answer("GET", "/api/v1/tags/a/", _answer(name_only), is_sparse=True)
    with pytest.raises(AssertionError):
        check_answer("GET", "/api/v1/tags/a/", _answer(name_only))

    for time, is_right in {
        datetime(2026, 1, 1, tzinfo=UTC): True,
        "2026-01-01T00:00:00": False,
        "2026-01-01T00:00:00+02:00": False,
    }.items():
        answer = _answer({"published_at": time})
        if is_right:
            check_answer("GET", "/api/v1/posts/a/", answer, is_sparse=True)
        else:
            with pytest.raises(AssertionError):
                check_answer("GET", "/api/v1/posts/a/", answer, is_sparse=True)
