"""The files that are no Python: `.env.example`, requirements, compose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from tests.config.processes import BACKEND_DIR, ROOT_DIR

REQUIREMENTS = BACKEND_DIR / "requirements"
VARIABLE = re.compile(r"^(#?)([A-Z][A-Z0-9_]*)=(.*)$")
PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(\[[\w,-]+\])?==(?P<version>[^\s;\\#]+)"
)


@dataclass(frozen=True)
class ExampleVariable:
    """One variable of `.env.example`; `is_off` when it is an alternative."""

    name: str
    value: str
    comment: str
    line: int
    is_off: bool


@cache
def example_variables() -> tuple[ExampleVariable, ...]:
    """Return the variables of `.env.example`, each with the comment above it."""
    lines = (ROOT_DIR / ".env.example").read_text().splitlines()
    return tuple(
        ExampleVariable(
            name=match[2],
            value=match[3],
            comment=lines[number - 1] if number else "",
            line=number + 1,
            is_off=bool(match[1]),
        )
        for number, line in enumerate(lines)
        if (match := VARIABLE.match(line))
    )


@cache
def compose() -> dict[str, Any]:
    """Return `docker-compose.yaml`, its anchors merged."""
    return _yaml("docker-compose.yaml")


@cache
def lefthook() -> dict[str, Any]:
    """Return `lefthook.yml`."""
    return _yaml("lefthook.yml")


def requirement_lines(name: str) -> list[str]:
    """Return the lines of a requirements file."""
    return (REQUIREMENTS / name).read_text().splitlines()


def pins(name: str) -> dict[str, str]:
    """Return the version of each package that a requirements file itself names."""
    matches = (PINNED.match(line) for line in requirement_lines(name))
    return {normal(match["name"]): match["version"] for match in matches if match}


def normal(name: str) -> str:
    """Return the name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _yaml(name: str) -> dict[str, Any]:
    content = yaml.safe_load((ROOT_DIR / name).read_text())
    assert isinstance(content, dict), f"{name} is no mapping"
    return content
