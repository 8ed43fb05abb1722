from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from blog.services.importing.dates import read_date
from blog.services.importing.problems import FileRefusedError

NOON = datetime(2020, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2020-05-01T12:00:00Z",
        "2020-05-01T14:00:00+02:00",
        "2020-05-01 12:00",
        "2020-05-01 12:00:00",
        "2020-05-01 14:00:00 +0200",
        "2020-05-01 14:00:00 +02:00",
        "2020-05-01 14:00 +0200",
        "2020-05-01 12:00:00.000 +0000",
        "2020-05-01 12:00:00 UTC",
        "2020/05/01 12:00:00",
        "20200501T120000Z",
        "Fri, 01 May 2020 14:00:00 +0200",
        " 2020-05-01 12:00 ",
        NOON.replace(tzinfo=None),
        datetime(2020, 5, 1, 14, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_every_known_notation_names_the_same_moment(value: object) -> None:
    assert read_date(value, "date") == NOON
    assert read_date(value, "date").tzinfo is UTC


@pytest.mark.parametrize(
    "value", ["2020-05-01", "2020-5-1", "2020/05/01", date(2020, 5, 1)]
)
def test_day_without_time_begins_at_midnight_utc(value: object) -> None:
    assert read_date(value, "date") == datetime(2020, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    ["next Tuesday", "2020-02-30", "", "12", 20200501, True, [2020], {}, time(12)],
)
def test_what_names_no_day_is_refused(value: object) -> None:
    with pytest.raises(FileRefusedError, match="“date” is no date we can read"):
        read_date(value, "date")


def test_moment_outside_the_calendar_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="outside the calendar"):
        read_date("0001-01-01T00:00:00+05:00", "date")
