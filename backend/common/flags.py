"""What operators switch and set while the site runs, read from `KeyValueStore`.

Nothing is cached, so a change acts at once everywhere.
"""

from __future__ import annotations

from typing import Any

from common.models import KeyValueStore

_SITE_TEXTS = ("title", "description", "language")


def get_current_config(key_name: str) -> Any:
    """Return the value stored under `key_name`, or `{}` if there is none."""
    return _find_value(key_name) or {}


def is_enabled(flag: str, *, default: bool = False) -> bool:
    """Whether `flag` is stored as `true` or as an object with `"enabled": true`.

    `default` is the answer for a flag that is not stored at all.
    """
    value = _find_value(flag)
    return default if value is None else is_switched_on(value)


def is_switched_on(value: Any) -> bool:
    """Whether a stored value means on: `true`, or an object with `"enabled": true`."""
    if isinstance(value, dict):
        return value.get("enabled") is True
    return value is True


def find_shape_errors(key_name: str, value: Any) -> list[str]:
    """Return what is wrong with `value` for `key_name`, as sentences for operators.

    Keys that no code knows the shape of take any value, except that a switch called
    `enabled` must be true or false: "false" in quotes would look right and do wrong.
    """
    if key_name == "site":
        return _find_site_errors(value)
    if isinstance(value, dict) and not isinstance(value.get("enabled", True), bool):
        return ['"enabled" must be true or false, without quotes.']
    return []


def _find_value(key_name: str) -> Any:
    rows = KeyValueStore.objects.filter(key=key_name)
    return rows.values_list("value", flat=True).first()


def _find_site_errors(value: Any) -> list[str]:
    if not isinstance(value, dict):
        return ['"site" must be an object, like {"title": "My blog"}.']
    errors = [
        f'"{name}" must be a text.'
        for name in _SITE_TEXTS
        if not isinstance(value.get(name, ""), str)
    ]
    errors += [
        f'"{name}" is unknown; known are title, description, language, navigation.'
        for name in value
        if name not in {*_SITE_TEXTS, "navigation"}
    ]
    return errors + _find_navigation_errors(value.get("navigation", []))


def _find_navigation_errors(navigation: Any) -> list[str]:
    if not isinstance(navigation, list):
        return ['"navigation" must be a list of {"title": ..., "url": ...}.']
    return [
        f'Entry {number} of "navigation" must have exactly a "title" and a "url", '
        "both texts, and the address must start with /, http:// or https://."
        for number, entry in enumerate(navigation, start=1)
        if not _is_link(entry)
    ]


def _is_link(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == {"title", "url"}
        and all(isinstance(text, str) and text.strip() for text in entry.values())
        # No javascript: and its kind: whoever shows the site puts this into a link.
        and entry["url"].startswith(("/", "http://", "https://"))
    )
