from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings
from rest_framework.test import APIClient

from common.api.errors import handle_exception
from common.api.renderers import ProblemRenderer

MEMBERS = {"type", "title", "status", "detail", "instance", "error_code", "request_id"}


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response["Content-Type"] == ProblemRenderer.media_type
    body: dict[str, Any] = response.json()
    assert set(body) - {"errors"} == MEMBERS
    assert body["status"] == status
    assert body["error_code"] == code
    assert body["type"] == f"urn:pressroom:error:{code}"
    return body


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        ("not-found", 404, "AUT9001"),
        ("gone", 410, "AUT9002"),
        ("conflict", 409, "AUT9003"),
        ("forbidden", 403, "AUT9004"),
        ("invalid", 400, "AUT9005"),
        ("often", 429, "AUT9006"),
        ("stale", 412, "AUT9007"),
        ("unversioned", 428, "AUT9008"),
        ("senseless", 422, "AUT9009"),
        ("http404", 404, "COM0404"),
        ("denied", 403, "COM0403"),
        ("drf-denied", 403, "COM0403"),
        ("credential", 401, "COM0401"),
        ("throttled", 429, "COM0429"),
        ("too-big", 413, "COM0413"),
        ("database", 503, "COM0503"),
        ("bug", 500, "COM0500"),
        ("teapot", 418, "COM0007"),
    ],
)
def test_every_failure_of_a_view_is_a_problem(
    client: APIClient, failure: str, status: int, code: str
) -> None:
    body = assert_problem(client.get(f"/fail/{failure}/"), status, code)

    assert body["instance"] == f"/fail/{failure}/"
    assert "ecret" not in body["detail"]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        ("http404", 404, "COM0404"),
        ("denied", 403, "COM0403"),
        ("database", 503, "COM0503"),
        ("bug", 500, "COM0500"),
    ],
)
def test_every_failure_of_a_plain_view_is_a_problem(
    client: APIClient,
    settings: Settings,
    *,
    debug: bool,
    failure: str,
    status: int,
    code: str,
) -> None:
    settings.DEBUG = debug

    response = client.get(f"/api/plain/{failure}/")

    if debug and failure == "database":
        status, code = 500, "COM0500"
    assert_problem(response, status, code)


def test_too_large_a_body_of_a_plain_view_is_413(client: APIClient) -> None:
    assert_problem(client.get("/api/plain/too-big/"), 413, "COM0413")


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/api/v1/nowhere/", "/api/v2/authors/", "/fail/v9/bug/"]
)
def test_unknown_urls_and_versions_are_problems(client: APIClient, path: str) -> None:
    assert_problem(client.get(path), 404, "COM0404")


def test_unknown_url_is_a_problem_in_debug_too(
    client: APIClient, settings: Settings
) -> None:
    settings.DEBUG = True

    assert_problem(client.get("/api/v1/nowhere/"), 404, "COM0404")


def test_untrusted_host_is_a_problem(client: APIClient) -> None:
    response = client.get("/api/v1/authors/", HTTP_HOST="evil.example")

    assert_problem(response, 400, "COM0007")


def test_missing_csrf_token_is_a_problem() -> None:
    response = Client(enforce_csrf_checks=True).post("/protected/")

    assert_problem(response, 403, "COM0008")


def test_what_a_client_accepts_does_not_change_the_form_of_errors(
    client: APIClient,
) -> None:
    assert_problem(client.get("/fail/bug/", HTTP_ACCEPT="text/csv"), 406, "COM0406")


def test_wrong_method_is_405_and_lists_the_right_ones(client: APIClient) -> None:
    response = client.put("/fail/bug/?nonsense=1")

    assert_problem(response, 405, "COM0405")
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_missing_credential_is_401_with_a_challenge(client: APIClient) -> None:
    response = client.get("/api/v1/closed/")

    assert_problem(response, 401, "COM0401")
    assert response["WWW-Authenticate"].startswith("Token")


@pytest.mark.parametrize(
    ("failure", "seconds"), [("often", "7"), ("throttled", "3"), ("database", "5")]
)
def test_who_must_wait_is_told_how_long(
    client: APIClient, failure: str, seconds: str
) -> None:
    assert client.get(f"/fail/{failure}/")["Retry-After"] == seconds


def test_an_error_may_add_members_but_replaces_none(client: APIClient) -> None:
    document = client.get("/fail/telling/").json()

    assert (document["current_version"], document["status"]) == (3, 412)


def test_bug_is_logged_once_with_its_traceback(
    client: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        client.get("/fail/bug/")

    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[0] is KeyError


def test_expected_error_is_not_logged(
    client: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        client.get("/fail/not-found/")

    assert caplog.records == []


def test_bug_still_reaches_who_listens_for_it() -> None:
    with pytest.raises(KeyError):
        APIClient().get("/fail/bug/")


def test_problem_carries_the_id_of_the_request() -> None:
    request = RequestFactory().get("/somewhere/")
    vars(request)["request_id"] = "abc"

    response = handle_exception(KeyError(), {"request": request})

    assert response is not None
    assert response.data["request_id"] == "abc"
    assert response.data["instance"] == "/somewhere/"


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {("/title", "required")}),
        ({"title": "too long"}, {("/title", "max_length")}),
        ({"title": "clash"}, {("", "clash")}),
        ([], {("", "invalid")}),
        (
            {"title": "ok", "authors": ["x"], "links": [{"text": "a"}, {}]},
            {
                ("/authors/0", "invalid"),
                ("/links/0/url", "required"),
                ("/links/1/text", "required"),
                ("/links/1/url", "required"),
            },
        ),
    ],
)
def test_bad_body_points_to_each_fault(
    client: APIClient, body: Any, faults: set[tuple[str, str]]
) -> None:
    problem = assert_problem(
        client.post("/fail/bug/", body, format="json"), 400, "COM0400"
    )

    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == faults


def test_domain_error_keeps_its_pointers(client: APIClient) -> None:
    body = client.get("/fail/invalid/").json()

    assert body["errors"] == [{"pointer": "/title", "code": "same", "detail": "No."}]


@pytest.mark.parametrize(
    "body", [b"{", b'{"title": NaN}', b"\xff", b'{"title": "\\ud800"}', b""]
)
def test_what_is_not_json_is_400(client: APIClient, body: bytes) -> None:
    response = client.post("/fail/bug/", body, content_type="application/json")

    code = "COM0006" if body else "COM0400"
    assert_problem(response, 400, code)


def test_other_media_types_are_415(client: APIClient) -> None:
    response = client.post("/fail/bug/", b"a: 1", content_type="text/yaml")

    assert_problem(response, 415, "COM0415")


def test_too_large_a_body_is_413(client: APIClient, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    response = client.post("/fail/bug/", {"title": "x" * 200}, format="json")

    assert_problem(response, 413, "COM0413")
