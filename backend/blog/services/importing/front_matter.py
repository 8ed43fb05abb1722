"""Splits a file into front matter (YAML, TOML or JSON) and body."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from blog.services.importing.problems import FileRefusedError

# The closing line of YAML may be dots (Jekyll); only space may follow a delimiter.
_DELIMITED = {
    "---": re.compile(
        r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)",
        re.DOTALL | re.MULTILINE,
    ),
    "+++": re.compile(
        r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
    ),
}
MAX_DEPTH = 100
_REST_OF_LINE = re.compile(r"[ \t]*(?:\r?\n|\Z)")
# Both loaders make plain values and nothing else. libyaml's is ten times as fast, but
# not every build of PyYAML has it.
_YAML_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class SourceText:
    """A file in two parts; `body` is all that follows the closing delimiter's line.

    `syntax` is "yaml", "toml", "json", or "" for a file without front matter.
    """

    fields: dict[str, Any]
    body: str
    syntax: str


def split_front_matter(text: str) -> SourceText:
    """Return front matter and body of a file.

    Raises:
        FileRefusedError: the front matter is malformed, not closed, or no mapping.
    """
    text = text.removeprefix("\ufeff")
    delimiter = text.split("\n", 1)[0].rstrip()
    if delimiter in _DELIMITED:
        return _split_delimited(text, delimiter)
    if text.startswith("{"):
        return _split_json(text)
    return SourceText({}, text, "")


def _split_delimited(text: str, delimiter: str) -> SourceText:
    match = _DELIMITED[delimiter].match(text)
    if match is None:
        raise FileRefusedError(f"The front matter has no closing “{delimiter}” line.")
    syntax, parse = _PARSERS[delimiter]
    # The line break stands for the delimiter, so that line numbers are the file's.
    fields = parse("\n" + match[1])
    return SourceText(_mapping(fields), text[match.end() :], syntax)


def _split_json(text: str) -> SourceText:
    try:
        fields, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _malformed("JSON", f"{error.msg} ({where})") from error
    except (ValueError, RecursionError) as error:
        raise _malformed("JSON", str(error)) from error
    rest = _REST_OF_LINE.match(text, end)
    if rest is None:
        line = text.count("\n", 0, end) + 1
        raise _malformed("JSON", f"text after the closing brace (line {line})")
    return SourceText(_mapping(fields), text[rest.end() :], "json")


def _parse_yaml(block: str) -> object:
    try:
        _check_depth(block)
        return _YAML_LOADER(block).get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise _malformed("YAML", f"{error.problem}{where}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # Impossible dates such as February 30 come as a bare ValueError.
        raise _malformed("YAML", " ".join(str(error).split())) from error


def _check_depth(block: str) -> None:
    # Each level takes a character, and libyaml's loader needs more of them to exhaust
    # the stack of the process, which would be its end.
    if len(block) <= 4_000:
        return
    depth = 0
    for event in yaml.parse(block, Loader=_YAML_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _malformed("YAML", f"more than {MAX_DEPTH} levels")


def _parse_toml(block: str) -> object:
    try:
        return tomllib.loads(block)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise _malformed("TOML", str(error)) from error


_PARSERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "---": ("yaml", _parse_yaml),
    "+++": ("toml", _parse_toml),
}


def _mapping(fields: object) -> dict[str, Any]:
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        kind = type(fields).__name__
        raise FileRefusedError(
            f"The front matter is a {kind}, not a list of named fields."
        )
    return fields


def _malformed(syntax: str, reason: str) -> FileRefusedError:
    return FileRefusedError(f"The front matter is not valid {syntax}: {reason}.")
