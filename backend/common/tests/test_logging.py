import datetime as dt
import decimal
import io
import json
import logging
import sys
import uuid
from typing import Any, cast

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.translation import gettext_lazy
from pytest_django import DjangoAssertNumQueries, Settings
from typing_extensions import override

from common.logging import JSONFormatter, log_event
from common.tests.log_lines import LogLines


def test_a_line_has_exactly_the_agreed_keys() -> None:
    with LogLines() as lines:
        log_event("tag_created", {"tag": "django"})

    (line,) = lines.named("tag_created")
    assert line.keys() == {"ev", "data", "txid", "level", "logger", "ts"}
    assert line["data"] == {"tag": "django"}
    assert (line["level"], line["logger"]) == ("INFO", "django_default")
    assert line["txid"] is None


def test_module_and_level_are_those_of_the_caller() -> None:
    with LogLines() as lines:
        log_event("mail_refused", logging_module="blog.mail", level="WARNING")

    (line,) = lines.named("mail_refused")
    assert (line["level"], line["logger"]) == ("WARNING", "blog.mail")


@pytest.mark.parametrize(
    ("value", "logged"),
    [
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (dt.datetime(2026, 1, 2, tzinfo=dt.UTC), "2026-01-02T00:00:00Z"),
        (decimal.Decimal("1.50"), "1.50"),
        (gettext_lazy("draft"), "draft"),
        ({3}, [3]),
    ],
)
def test_values_json_does_not_know_are_logged(value: Any, logged: Any) -> None:
    with LogLines() as lines:
        log_event("measured", {"value": value})

    assert lines.named("measured")[0]["data"] == {"value": logged}


def test_an_unknown_object_becomes_scrubbed_text() -> None:
    class Person:
        @override
        def __str__(self) -> str:
            return "Ann <ann@example.org>"

    with LogLines() as lines:
        log_event("seen", {"who": Person()})

    assert lines.named("seen")[0]["data"] == {"who": "Ann <[scrubbed]>"}


def test_a_value_that_can_not_be_logged_breaks_nothing_and_is_reported() -> None:
    class Broken:
        @override
        def __str__(self) -> str:
            raise ValueError("no text")

    with LogLines() as lines:
        log_event("broken", {"value": Broken()})

    (line,) = lines.named("logging_failed")
    assert line["data"] == {"event": "broken", "error": "ValueError"}
    assert line["level"] == "ERROR"


def test_a_wrong_level_breaks_nothing_and_is_reported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_event("loud", level=cast("Any", "LOUD"))

    line = json.loads(capsys.readouterr().err)
    assert line["ev"] == "logging_failed"
    assert line["data"] == {"event": "loud", "error": "KeyError"}


def test_not_even_a_closed_stderr_makes_logging_raise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)

    log_event("loud", level=cast("Any", "LOUD"))


def test_lines_of_libraries_have_the_same_form() -> None:
    with LogLines() as lines:
        logging.getLogger("some.library").warning("mail to %s failed", "a@example.org")

    (line,) = lines.named("log")
    assert line["data"] == {"message": "mail to [scrubbed] failed"}
    assert (line["level"], line["logger"]) == ("WARNING", "some.library")


def test_an_exception_is_logged_with_its_traceback_on_the_same_line() -> None:
    with LogLines() as lines:
        logging.getLogger("some.library").error(
            "failed", exc_info=RuntimeError("no mail for a@example.org")
        )

    traceback = lines.named("log")[0]["data"]["exception"]
    assert "RuntimeError: no mail for [scrubbed]" in traceback
    assert len(lines.text().splitlines()) == 1


def test_an_access_line_has_the_path_without_the_query_string() -> None:
    atoms = {"m": "GET", "U": "/reset/", "q": "token=marked", "s": "200", "B": 12}
    atoms |= {"D": 2500, "h": "10.0.0.1", "r": "GET /reset/?token=marked HTTP/1.1"}
    record = logging.makeLogRecord(
        {
            "name": "gunicorn.access",
            "msg": '%(h)s "%(r)s" %(s)s',
            "args": atoms | {"{x-request-id}o": "r-1"},
        }
    )

    text = JSONFormatter().format(record)

    assert "marked" not in text
    line = json.loads(text)
    assert (line["ev"], line["txid"]) == ("access", "r-1")
    assert line["data"] == {
        "method": "GET",
        "path": "/reset/",
        "status": 200,
        "bytes": 12,
        "duration_ms": 2.5,
        "address": "10.0.0.1",
    }


@pytest.mark.django_db
def test_uid_is_the_public_id_of_whoever_is_logged_in(
    client: Client, settings: Settings
) -> None:
    settings.ROOT_URLCONF = "common.tests.urls"
    user = get_user_model().objects.create_user("ann@example.org", "a-Password-1")
    client.force_login(user)

    with LogLines() as lines:
        client.get("/log-after-login/")

    assert lines.named("something_happened")[0]["uid"] == str(user.public_id)


@pytest.mark.django_db
def test_strangers_have_no_uid(client: Client, settings: Settings) -> None:
    settings.ROOT_URLCONF = "common.tests.urls"

    with LogLines() as lines:
        client.get("/log-after-login/")

    assert "uid" not in lines.named("something_happened")[0]


@pytest.mark.django_db
def test_a_log_line_does_not_ask_the_database_who_is_logged_in(
    client: Client,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.ROOT_URLCONF = "common.tests.urls"
    user = get_user_model().objects.create_user("ann@example.org", "a-Password-1")
    client.force_login(user)

    with django_assert_num_queries(0), LogLines() as lines:
        client.get("/log/")

    assert "uid" not in lines.named("something_happened")[0]
