"""One way to log (`log_event`) and one format: scrubbed JSON lines.

Settings name `JSONFormatter` by its path only, because this module needs Django.
What counts as a secret is decided in `common.log_scrubbing`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any, Literal

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.functional import LazyObject
from structlog.typing import EventDict
from typing_extensions import override

from common.log_scrubbing import scrub, scrub_text

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

_request: ContextVar[HttpRequest | None] = ContextVar("log_request", default=None)


def log_event(
    event_name: str,
    log_data: Mapping[str, Any] | None = None,
    logging_module: str = "django_default",
    level: Level = "INFO",
) -> None:
    """Log that `event_name` happened, with the facts in `log_data`.

    Never raises: whatever goes wrong while logging is itself reported as the event
    `logging_failed` on stderr. Secrets are scrubbed, but don't rely on it.
    """
    try:
        logging.getLogger(logging_module).log(
            logging.getLevelNamesMapping()[level.upper()],
            event_name,
            extra={"event_data": dict(log_data or {})},
        )
    except Exception as fault:  # noqa: BLE001 - No fault of a log may break a request.
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(_failure_line(str(event_name), fault) + "\n")


@contextlib.contextmanager
def request_context(request: HttpRequest, request_id: str) -> Iterator[None]:
    """Put `request_id` and the account of `request` on every line logged inside."""
    token = _request.set(request)
    try:
        with structlog.contextvars.bound_contextvars(txid=request_id):
            yield
    finally:
        _request.reset(token)


def current_request_id() -> str | None:
    """Return the id of the request being handled, or None outside of requests."""
    txid: str | None = structlog.contextvars.get_contextvars().get("txid")
    return txid


class JSONFormatter(structlog.stdlib.ProcessorFormatter):
    """One JSON object per line, whoever logs; a fault makes a line that says so."""

    def __init__(self) -> None:
        super().__init__(
            processors=[
                structlog.processors.ExceptionRenderer(),
                shape_line,
                add_request_context,
                scrub_line,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
                render_line,
            ],
            # An access log line is nothing but its arguments.
            pass_foreign_args=True,
        )

    @override
    def format(self, record: logging.LogRecord) -> str:
        try:
            return super().format(record)
        except Exception as fault:  # noqa: BLE001 - The reason of this class.
            return _failure_line(scrub_text(str(record.msg)), fault)


def shape_line(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Bring a record of any origin to `ev`, `data`, `level` and `logger`.

    Records that don't come from `log_event` have the `ev` "log", or "access" for
    gunicorn's access log, of which the query string is left out.
    """
    record: logging.LogRecord = event["_record"]
    data: dict[str, Any]
    line: EventDict = {"level": record.levelname, "logger": record.name}
    atoms = event.get("positional_args")
    if record.name == "gunicorn.access" and isinstance(atoms, Mapping):
        name, data = "access", _access_data(atoms)
        line["txid"] = atoms["{x-request-id}o"]
    elif hasattr(record, "request"):
        # Django logs answers with status 5xx when the middleware is through.
        name, data = "log", {"message": event["event"]}
        line["txid"] = getattr(record.request, "request_id", None)
    elif (event_data := getattr(record, "event_data", None)) is not None:
        name, data = event["event"], dict(event_data)
    else:
        name, data = "log", {"message": event["event"]}
    for key in ("exception", "stack_info"):
        if key in event:
            data[key] = event[key]
    return {"ev": name, "data": data, **line}


def add_request_context(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Add `txid` (None outside of requests), and `uid` if somebody is logged in."""
    event.setdefault("txid", current_request_id())
    uid = _authenticated_uid(_request.get())
    if uid is not None:
        event["uid"] = uid
    return event


def scrub_line(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Take secrets and personal data out of the event's name and data."""
    return {**event, "ev": scrub_text(str(event["ev"])), "data": scrub(event["data"])}


def render_line(_logger: Any, _name: str, event: EventDict) -> str:
    """Return the event as one line of JSON."""
    return json.dumps(event, cls=_LogEncoder, ensure_ascii=False)


class _LogEncoder(DjangoJSONEncoder):
    """Values that JSON doesn't know become scrubbed text instead of an error."""

    @override
    def default(self, o: Any) -> Any:
        try:
            return super().default(o)
        except TypeError:
            return scrub_text(str(o))


def _authenticated_uid(request: HttpRequest | None) -> str | None:
    if request is None:
        return None
    user = vars(request).get("user")
    if isinstance(user, LazyObject):
        # Django's lazy user: asking it would run a query in the middle of a log line.
        user = vars(request).get("_cached_user")
    if user is None or not user.is_authenticated:
        return None
    return str(getattr(user, "public_id", user.pk))


def _access_data(atoms: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "method": atoms["m"],
        "path": atoms["U"],
        "status": int(atoms["s"]),
        "bytes": atoms["B"],
        "duration_ms": int(atoms["D"]) / 1000,
        "address": atoms["h"],
    }


def _failure_line(event_name: str, fault: Exception) -> str:
    line = {
        "ev": "logging_failed",
        "data": {"event": event_name, "error": f"{type(fault).__name__}"},
        "txid": current_request_id(),
        "level": "ERROR",
        "logger": __name__,
    }
    return json.dumps(line)
