"""Reads the date notations of Jekyll, Hugo and Zola; a time without zone is UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from django.utils.dateparse import parse_date, parse_datetime

from blog.services.importing.fields import describe
from blog.services.importing.problems import FileRefusedError

_UTC = re.compile(r"\s*(?:UTC|GMT)\Z")


def read_date(value: object, field: str) -> datetime:
    """Return the moment a date field names, in UTC.

    Raises:
        FileRefusedError: the value is in no known notation, or names no moment at all.
    """
    moment = _moment(value)
    if moment is None:
        raise FileRefusedError(
            f"“{field}” is no date we can read: {describe(value)}; "
            "write it like 2026-01-31 or 2026-01-31T12:30:00Z."
        )
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except OverflowError as error:
        raise FileRefusedError(
            f"“{field}” lies outside the calendar: {value}."
        ) from error


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time.min, tzinfo=UTC)
    if isinstance(value, str):
        return _from_text(value.strip())
    return None


def _from_text(text: str) -> datetime | None:
    # Django's parser takes single digits and a space before the zone, but no slashes.
    written = _UTC.sub("Z", text.replace("/", "-"))
    try:
        if moment := parse_datetime(written):
            return moment
        if day := parse_date(written):
            return datetime.combine(day, time.min, tzinfo=UTC)
        return parsedate_to_datetime(text)
    except ValueError:
        return None
