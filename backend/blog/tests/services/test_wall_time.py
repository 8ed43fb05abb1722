from __future__ import annotations

from datetime import UTC, datetime

import pytest

from blog.services.wall_time import PlannedTime, WallTimeError, plan, replan

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("wall_time", "offset", "expected"),
    [
        ("2026-03-29T01:59:59", "", "2026-03-29T00:59:59+00:00"),
        ("2026-03-29T03:00", "", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T02:30", "+02:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30", "+01:00", "2026-10-25T01:30:00+00:00"),
        ("2026-07-01T12:00", "+02:00", "2026-07-01T10:00:00+00:00"),
    ],
)
def test_a_wall_time_is_an_instant(wall_time: str, offset: str, expected: str) -> None:
    planned = plan(wall_time=wall_time, zone=BERLIN, offset=offset)

    assert planned.at.isoformat() == expected
    assert planned.zone == BERLIN
    assert planned.wall_time[:16] == wall_time[:16]


@pytest.mark.parametrize(
    ("wall_time", "zone", "offset", "member", "code"),
    [
        ("2026-03-29T02:30", BERLIN, "", "wall_time", "skipped"),
        ("2026-03-29T02:30", BERLIN, "+02:00", "wall_time", "skipped"),
        ("2026-10-25T02:30", BERLIN, "", "offset", "required"),
        ("2026-10-25T02:30", BERLIN, "+03:00", "offset", "mismatch"),
        ("2026-07-01T12:00", BERLIN, "+01:00", "offset", "mismatch"),
        ("2026-07-01T12:00", BERLIN, "2", "offset", "invalid"),
        ("2026-07-01T12:00", "Europe/Atlantis", "", "zone", "unknown_zone"),
        ("2026-07-01T12:00", "../../etc/passwd", "", "zone", "unknown_zone"),
        ("2026-07-01T12:00", "", "", "zone", "unknown_zone"),
        ("2026-07-01T12:00Z", BERLIN, "", "wall_time", "invalid"),
        ("2026-02-30T12:00", BERLIN, "", "wall_time", "invalid"),
        ("tomorrow", BERLIN, "", "wall_time", "invalid"),
        ("0001-01-01T00:00", BERLIN, "", "wall_time", "skipped"),
    ],
)
def test_what_no_clock_shows_once_is_refused(
    wall_time: str, zone: str, offset: str, member: str, code: str
) -> None:
    with pytest.raises(WallTimeError) as caught:
        plan(wall_time=wall_time, zone=zone, offset=offset)

    assert (caught.value.member, caught.value.code) == (member, code)


@pytest.mark.parametrize(
    ("wall_time", "stored", "expected"),
    [
        # As an older database had it, which knew nothing of summer time.
        ("2026-07-01T12:00:00", "2026-07-01T11:00", "2026-07-01T10:00"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30", "2026-10-25T00:30"),
        ("2026-10-25T02:30:00", "2026-10-25T01:30", "2026-10-25T01:30"),
        # It has come to be skipped.
        ("2026-03-29T02:30:00", "2026-03-29T00:30", "2026-03-29T01:30"),
    ],
)
def test_a_stored_wall_time_follows_the_rules_of_today(
    wall_time: str, stored: str, expected: str
) -> None:
    at = datetime.fromisoformat(stored).replace(tzinfo=UTC)

    assert replan(PlannedTime(at, wall_time, BERLIN)) == datetime.fromisoformat(
        expected
    ).replace(tzinfo=UTC)
