"""Typed access to front matter: the right type, or a sentence on what is wrong."""

from __future__ import annotations

from typing import Any

from blog.services.importing.problems import FileRefusedError

Fields = dict[str, Any]


def read_text(fields: Fields, *names: str) -> str:
    """Return the first of these fields that holds text, without spaces around it.

    Raises:
        FileRefusedError: a field is not text.
    """
    for name in names:
        value = fields.get(name)
        if value is None:
            continue
        if text := checked_text(value, name):
            return text
    return ""


def read_flag(fields: Fields, name: str) -> bool | None:
    """Return a yes-or-no field, or None where it is absent.

    Raises:
        FileRefusedError: it is anything but true or false.
    """
    value = fields.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise wrong_type(name, value, "true or false")


def read_mapping(fields: Fields, name: str) -> Fields:
    """Return a table of fields, empty where it is absent.

    Raises:
        FileRefusedError: it is no table.
    """
    value = fields.get(name)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise wrong_type(name, value, "a table of named fields")


def read_list(value: object, name: str) -> list[Any]:
    """Return the entries of a field that may be one text or a list of them.

    Raises:
        FileRefusedError: it is neither.
    """
    if value is None:
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [value]
    raise wrong_type(name, value, "text or a list of texts")


def checked_text(value: object, name: str) -> str:
    """Return a value that must be storable text, without spaces around it.

    Raises:
        FileRefusedError: it is no text, or holds characters no database stores.
    """
    if not isinstance(value, str):
        raise wrong_type(name, value, "text; put it in quotes if it is meant as such")
    if "\0" in value:
        raise FileRefusedError(f"“{name}” holds a NUL character; remove it.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise FileRefusedError(f"“{name}” holds half a surrogate pair.") from error
    return value.strip()


def wrong_type(name: str, value: object, wanted: str) -> FileRefusedError:
    """Return the problem of a field that holds something else than it should."""
    return FileRefusedError(f"“{name}” must be {wanted}, not {describe(value)}.")


def describe(value: object) -> str:
    """Return a few words that name a value of front matter.

    Never its content where it is a collection: YAML's aliases make small files whose
    text would fill the memory.
    """
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    shown = str(value)
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"
