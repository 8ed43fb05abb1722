"""Times as people say them: on the clock of a place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

WALL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)
OFFSET = re.compile(r"([+-])(\d\d):(\d\d)", re.ASCII)


class WallTimeError(Exception):
    """`member` of what was written cannot be meant; `code` and the text say why."""

    def __init__(self, member: str, code: str, detail: str) -> None:
        super().__init__(detail)
        self.member = member
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class PlannedTime:
    """An instant, and the wall time and zone it was written in, if it was."""

    at: datetime
    wall_time: str = ""
    zone: str = ""


def plan(*, wall_time: str, zone: str, offset: str = "") -> PlannedTime:
    """Return when it is `wall_time` in `zone`; `offset` tells the two of a night apart.

    Raises:
        WallTimeError: one of them is not written as it should be, no clock there ever
            shows the time (a gap), or it does so twice and `offset` does not say which.
    """
    if zone not in _zones():
        raise WallTimeError("zone", "unknown_zone", "There is no such time zone.")
    naive = _read_wall_time(wall_time)
    found = _instants(naive, zone)
    if not found:
        detail = f"The clocks of {zone} never show this time: they skip it."
        raise WallTimeError("wall_time", "skipped", detail)
    text = naive.isoformat(timespec="seconds")
    return PlannedTime(_choose(found, offset), text, zone)


def replan(planned: PlannedTime) -> datetime:
    """Return the instant that today's time zone database gives a stored wall time.

    Where it comes twice, the one nearer to the stored instant is meant; where the
    clocks came to skip it, the instant at which it would have come.
    """
    naive = datetime.fromisoformat(planned.wall_time)
    found = _instants(naive, planned.zone)
    if not found:
        return naive.replace(tzinfo=ZoneInfo(planned.zone)).astimezone(UTC)
    return min(found.values(), key=lambda at: abs(at - planned.at))


@cache
def _zones() -> frozenset[str]:
    # Reading them walks a directory; a new database comes with a new process.
    return frozenset(available_timezones())


def _read_wall_time(text: str) -> datetime:
    try:
        if WALL_TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    detail = "Write it as 2026-03-29T02:30, without an offset."
    raise WallTimeError("wall_time", "invalid", detail)


def _instants(naive: datetime, zone: str) -> dict[timedelta, datetime]:
    """Return by offset when the clocks show this time: once, twice, or never."""
    found = {}
    for fold in (0, 1):
        local = naive.replace(tzinfo=ZoneInfo(zone), fold=fold)
        try:
            at = local.astimezone(UTC)
        except OverflowError:
            continue
        offset = local.utcoffset()
        # There and back again leads elsewhere from a time that does not exist.
        back = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        if offset is not None and back == naive:
            found[offset] = at
    return found


def _choose(found: dict[timedelta, datetime], offset: str) -> datetime:
    names = " or ".join(sorted(_name(choice) for choice in found))
    if not offset:
        if len(found) > 1:
            detail = f"The clocks show this time twice; give the offset {names}."
            raise WallTimeError("offset", "required", detail)
        return next(iter(found.values()))
    wanted = _read_offset(offset)
    if wanted not in found:
        detail = f"The offset is {names} there and then."
        raise WallTimeError("offset", "mismatch", detail)
    return found[wanted]


def _read_offset(text: str) -> timedelta:
    match = OFFSET.fullmatch(text)
    if match is None:
        raise WallTimeError("offset", "invalid", "Write it as +02:00.")
    size = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -size if match[1] == "-" else size


def _name(offset: timedelta) -> str:
    sign = "-" if offset < timedelta(0) else "+"
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"
