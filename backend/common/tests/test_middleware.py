import uuid

import pytest
import structlog
from django.test import Client
from pytest_django import Settings

from common.logging import current_request_id
from common.tests.log_lines import LogLines


@pytest.fixture(autouse=True)
def _urls(settings: Settings) -> None:
    settings.ROOT_URLCONF = "common.tests.urls"


@pytest.mark.parametrize(
    "inbound", ["7b1f0f0e-93a5-4c0e-9a4c-0d4a3d4a6b52", "edge.1_A-b", "x" * 128]
)
def test_harmless_request_id_of_the_client_is_kept(
    client: Client, inbound: str
) -> None:
    response = client.get("/log/", headers={"X-Request-ID": inbound})

    assert response["X-Request-ID"] == inbound


@pytest.mark.parametrize("inbound", ["", "x" * 129, "a b", "a\tb", "<script>", "é"])
def test_any_other_request_id_is_replaced_by_a_uuid4(
    client: Client, inbound: str
) -> None:
    response = client.get("/log/", headers={"X-Request-ID": inbound})

    assert uuid.UUID(response["X-Request-ID"]).version == 4


def test_each_request_gets_an_id_of_its_own(client: Client) -> None:
    first, second = client.get("/log/"), client.get("/log/")

    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert vars(first.wsgi_request)["request_id"] == first["X-Request-ID"]


def test_lines_logged_in_a_request_carry_its_id(client: Client) -> None:
    with LogLines() as lines:
        response = client.get("/log/")

    (line,) = lines.named("something_happened")
    assert line["txid"] == response["X-Request-ID"]


def test_the_context_is_empty_after_a_request(client: Client) -> None:
    client.get("/log/")

    assert current_request_id() is None
    assert structlog.contextvars.get_contextvars() == {}


def test_an_error_keeps_the_request_id_and_clears_the_context(client: Client) -> None:
    client.raise_request_exception = False

    with LogLines() as lines:
        response = client.get("/fail/", headers={"X-Request-ID": "failing"})

    assert response.status_code == 500
    assert response["X-Request-ID"] == "failing"
    assert {line["txid"] for line in lines.named("log")} == {"failing"}
    assert structlog.contextvars.get_contextvars() == {}


def test_the_line_django_logs_after_all_middleware_has_the_id_too(
    client: Client,
) -> None:
    with LogLines() as lines:
        client.get("/unavailable/", headers={"X-Request-ID": "late"})

    (line,) = lines.named("log")
    assert (line["logger"], line["txid"]) == ("django.request", "late")


def test_lines_of_a_streamed_answer_carry_the_request_id(client: Client) -> None:
    with LogLines() as lines:
        response = client.get("/stream/", headers={"X-Request-ID": "streamed"})
        assert current_request_id() is None
        assert response.getvalue() == b"piecepiece"

    assert [line["txid"] for line in lines.named("piece_made")] == ["streamed"] * 2
    assert current_request_id() is None
