"""The documents are there, short, and point at things that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests.architecture.tree import APPS, BACKEND_DIR, ROOT_DIR, report

HEADINGS = ("Owns", "Promises", "Doors", "Does not do")
LINK = re.compile(
    r"!?\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE
)
FENCED = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.DOTALL | re.MULTILINE)
# `blog/models/post.py` in the text; `<app>/…` and `base.in -o base.txt` are no names.
QUOTED_FILE = re.compile(r"`([\w./-]+\.(?:py|md|yaml|yml|toml|in|txt|sh|example))`")
ELSEWHERE = ("http://", "https://", "mailto:", "#")


@pytest.mark.parametrize("app", APPS)
def test_an_app_says_what_it_is_for(app: str) -> None:
    readme = BACKEND_DIR / app / "README.md"
    assert readme.exists(), f"{app}/README.md is missing"

    lines = readme.read_text().splitlines()
    headings = tuple(line.lstrip("# ") for line in lines if line.startswith("## "))
    assert headings == HEADINGS
    assert len(lines) <= 40


def test_the_first_page_is_short() -> None:
    readme = ROOT_DIR / "README.md"
    assert readme.exists(), "README.md is missing"
    assert len(readme.read_text().splitlines()) <= 150


def test_links_lead_somewhere() -> None:
    problems = [
        f"{document.relative_to(ROOT_DIR)}: {target}"
        for document in _documents()
        for target in _targets(document.read_text())
        if not (document.parent / target).exists()
    ]
    assert not problems, report(problems)


def test_files_that_are_named_exist() -> None:
    problems = [
        f"{document.relative_to(ROOT_DIR)}: {name}"
        for document in _documents()
        for name in QUOTED_FILE.findall(document.read_text())
        if not any((base / name).exists() for base in _bases(document))
    ]
    assert not problems, report(problems)


def test_links_are_found_and_examples_are_not() -> None:
    text = (
        "[map](docs/map.md#apps), [site](https://example.com) and `[no](link.md)`\n"
        "```\n[no](either.md)\n```\n"
        "[reference]: docs/request.md\n"
    )
    assert list(_targets(text)) == ["docs/map.md", "docs/request.md"]


def _documents() -> Iterator[Path]:
    """Give what people read; Markdown among code and data may be content."""
    yield from ROOT_DIR.glob("*.md")
    yield from (ROOT_DIR / ".github").rglob("*.md")
    yield from chain(BACKEND_DIR.glob("*.md"), BACKEND_DIR.glob("*/README.md"))
    for docs in (ROOT_DIR / "docs", BACKEND_DIR / "docs"):
        yield from docs.rglob("*.md")


def _bases(document: Path) -> Iterator[Path]:
    """Give the folders that a name in a document may start from."""
    yield from (document.parent, BACKEND_DIR, ROOT_DIR, BACKEND_DIR / "requirements")


def _targets(text: str) -> Iterator[str]:
    for match in LINK.finditer(FENCED.sub("", text)):
        target = match[1] or match[2]
        if not target.startswith(ELSEWHERE):
            yield target.partition("#")[0]
