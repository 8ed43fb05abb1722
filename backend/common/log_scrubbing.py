"""What must never stand in a log line, by the name of a value and by its form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SCRUBBED = "[scrubbed]"
_MAX_DEPTH = 8

_SECRET_NAME = re.compile(
    r"""
    passw(or)?d | passphrase | secret | token | authori[sz]ation | cookie | csrf
    | session_?(id|key) | api_?key | private_?key | credential | \botp\b | e_?mail
    | query | card_?(number|holder)? | \bcv[cv]2?\b | iban | ^(pan|dsn)$
    """,
    re.VERBOSE,
)
# In this order: the later ones would cut pieces out of the earlier ones.
_SECRET_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    # The password in a connection address, then the query string of any address.
    (re.compile(r"(?<=://)[^\s/@]*:[^\s/@]*@"), f"{SCRUBBED}@"),
    (
        re.compile(r"((?:https?://|(?<![^\s\"'(=\[])/)[^\s?\"']*)\?[^\s\"']+"),
        r"\1?" + SCRUBBED,
    ),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), SCRUBBED),
    (re.compile(r"(?i)\b(bearer|basic|token)\s+[\w.~+/=-]{8,}"), r"\1 " + SCRUBBED),
    (
        re.compile(
            r"(?i)([\w-]*(?:password|passwd|secret|token|api_?key|authorization|cookie)"
            r"[\"']?\s*[=:]\s*)(?!\[scrubbed)(\"[^\"]*\"|'[^']*'|[^\s,;&)}\]]+)"
        ),
        r"\1" + SCRUBBED,
    ),
    # JSON web tokens, wherever they stand.
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), SCRUBBED),
)
_CARD_NUMBER = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")


def scrub(value: Any, *, _depth: int = 0) -> Any:
    """Return a copy of `value` without secrets, at any depth of dicts and lists."""
    if isinstance(value, str):
        return scrub_text(value)
    if not isinstance(value, (Mapping, list, tuple, set, frozenset)):
        return value
    if _depth >= _MAX_DEPTH:
        return "[too deep]"
    if isinstance(value, Mapping):
        return {
            str(key): SCRUBBED
            if _is_secret(str(key), item)
            else scrub(item, _depth=_depth + 1)
            for key, item in value.items()
        }
    return [scrub(item, _depth=_depth + 1) for item in value]


def scrub_text(text: str) -> str:
    """Return `text` without e-mail addresses, credentials, query strings and cards."""
    for pattern, replacement in _SECRET_FORMS:
        text = pattern.sub(replacement, text)
    return _CARD_NUMBER.sub(_scrub_card, text)


def _is_secret(name: str, value: Any) -> bool:
    # A flag or a missing value says nothing: `has_password: true` may stay.
    if value is None or isinstance(value, bool):
        return False
    return _SECRET_NAME.search(name.lower().replace("-", "_")) is not None


def _scrub_card(match: re.Match[str]) -> str:
    digits = [int(digit) for digit in match[0] if digit.isdigit()][::-1]
    total = sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return SCRUBBED if total % 10 == 0 else match[0]
