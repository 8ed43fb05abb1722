"""Rates as operators write them: `20/5min`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SECONDS = {"s": 1, "min": 60, "h": 3600, "day": 86400}
_FORM = re.compile(r"(?P<limit>[^/]*)/(?P<count>\d*)(?P<unit>.*)")
_NUMBER = re.compile(r"0*[1-9]\d{0,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` tries in `seconds`."""

    limit: int
    seconds: int

    def times(self, factor: int) -> Rate:
        """Return the rate of a tier that may do `factor` times as much."""
        return Rate(self.limit * factor, self.seconds)


@cache
def parse_rate(text: str) -> Rate:
    """Read `<number>/<unit>`; the unit is s, min, h or day, with a count if need be.

    Raises:
        ImproperlyConfigured: it has another form; the message says which part is wrong.
    """
    if (match := _FORM.fullmatch(text.strip())) is None:
        raise ImproperlyConfigured(f'"{text}" is no rate such as 20/5min.')
    limit, count, unit = match["limit"].strip(), match["count"] or "1", match["unit"]
    if not _NUMBER.fullmatch(limit):
        raise ImproperlyConfigured(f'"{limit}" in "{text}" is no number of tries.')
    if unit not in SECONDS:
        raise ImproperlyConfigured(f'"{unit}" in "{text}" is none of {[*SECONDS]}.')
    if not _NUMBER.fullmatch(count):
        raise ImproperlyConfigured(f'"{count}" in "{text}" is no number of units.')
    return Rate(int(limit), int(count) * SECONDS[unit])


def rate_of(scope: str) -> Rate:
    """Return the rate that `THROTTLE_RATES` gives `scope`.

    Raises:
        ImproperlyConfigured: it gives none, or one that cannot be read.
    """
    text: str | None = settings.THROTTLE_RATES.get(scope)
    if text is None:
        raise ImproperlyConfigured(f'THROTTLE_RATES has no rate for "{scope}".')
    try:
        return parse_rate(text)
    except ImproperlyConfigured as fault:
        raise ImproperlyConfigured(f'The rate of "{scope}": {fault}') from fault
