"""Each requirement of the security standard has a test that exists, or a reason."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.tree import BACKEND_DIR, FunctionNode

SECURITY = BACKEND_DIR / "docs" / "security"
# Chapter and section: how many requirements ASVS 5.0 has there.
COUNTS = {
    "authentication": {1: 3, 2: 12, 3: 8, 4: 6, 5: 8, 6: 4, 7: 2, 8: 4},
    "sessions": {1: 3, 2: 4, 3: 2, 4: 5, 5: 3, 6: 2},
    "authorization": {1: 4, 2: 4, 3: 3, 4: 2},
}
CHAPTERS = {"authentication": 6, "sessions": 7, "authorization": 8}
ROW = re.compile(r"\| (\d\.\d\.\d+) \| (.+?) \| (.+) \|")
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def _rows(page: str) -> list[tuple[str, str]]:
    text = (SECURITY / f"{page}.md").read_text()
    return [(match[1], match[3]) for match in ROW.finditer(text)]


@pytest.mark.parametrize("page", COUNTS)
def test_every_requirement_has_one_row(page: str) -> None:
    expected = [
        f"{CHAPTERS[page]}.{section}.{number}"
        for section, count in COUNTS[page].items()
        for number in range(1, count + 1)
    ]
    assert [number for number, _ in _rows(page)] == expected


@pytest.mark.parametrize(
    ("number", "evidence"), [row for page in COUNTS for row in _rows(page)]
)
def test_the_evidence_is_there(number: str, evidence: str) -> None:
    tests = TEST.findall(evidence)
    assert tests or evidence.startswith("Reason: "), number
    for path, name in tests:
        tree = ast.parse((BACKEND_DIR / path).read_text())
        functions = {node.name for node in tree.body if isinstance(node, FunctionNode)}
        assert name in functions, f"{number}: {path} has no {name}"
