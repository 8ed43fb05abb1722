"""Reads the date notations of Jekyll, Hugo and Zola; a time without zone is UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from blog.services.importing.fields import describe
from blog.services.importing.problems import ImportProblem

# What `fromisoformat` does not read: a space before the zone, single digits, slashes.
_FORMATS = (
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S.%f %z",
    "%Y-%m-%d %H:%M %z",
    "%Y-%m-%d %H:%M:%S %Z",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
)


def read_date(value: object, field: str) -> datetime:
    """Return the moment a date field names, in UTC.

    Raises:
        ImportProblem: the value is in no known notation, or names no moment at all.
    """
    moment = _moment(value)
    if moment is None:
        raise ImportProblem(
            f"“{field}” is no date we can read: {describe(value)}; "
            "write it like 2026-01-31 or 2026-01-31T12:30:00Z."
        )
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except OverflowError as error:
        raise ImportProblem(f"“{field}” lies outside the calendar: {value}.") from error


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time.min, tzinfo=UTC)
    if isinstance(value, str):
        return _from_text(value.strip())
    return None


def _from_text(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for notation in _FORMATS:
        try:
            return datetime.strptime(text, notation)  # noqa: DTZ007 - See `read_date`.
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
