"""Annotations, comments, exceptions from the rules, and the names of modules."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import (
    DOMAIN_APPS,
    FunctionNode,
    python_files,
    report,
    source_files,
)

BANNED_NAMES = {"utils", "util", "helpers", "misc", "managers", "mixins"}
# A code, then words that say why: `noqa: S603 - ...`, `type: ignore[misc] # ...`.
REASONED = re.compile(
    r"(noqa: [A-Z]+\d+[\d, A-Z]*|type: ignore\[[a-z, -]+\]).*[a-z]{3}"
)
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore)", re.IGNORECASE)
SUPPRESSIONS_LIMIT = 10


def test_every_function_is_annotated() -> None:
    problems = [
        f"{function.place} lacks the type of {', '.join(missing)}"
        for file in python_files()
        if not file.is_migration
        for function in file.functions
        if (missing := _missing_annotations(function.node))
    ]
    assert not problems, report(problems)


def test_comments_are_rare() -> None:
    files = source_files()
    comments = sum(len(file.comments) for file in files)
    code = sum(len(file.code_lines) for file in files)

    per_hundred = 100 * comments / code
    assert per_hundred <= 6, f"{per_hundred:.2f} comment lines per 100; the aim is 3"


def test_exceptions_from_the_rules_are_few() -> None:
    found = _suppressions()
    assert len(found) <= SUPPRESSIONS_LIMIT, report(found)


def test_exceptions_from_the_rules_have_a_code_and_a_reason() -> None:
    problems = [found for found in _suppressions() if not REASONED.search(found)]
    assert not problems, report(problems)


def test_to_do_notes_name_an_issue() -> None:
    problems = [
        f"{file.name}:{line}: {comment}"
        for file in python_files()
        for line, comment in file.comments.items()
        if re.search(r"\b(TODO|FIXME|XXX)\b", comment)
        and not re.search(r"#\d", comment)
    ]
    assert not problems, report(problems)


def test_no_module_is_a_drawer_for_everything() -> None:
    problems = [
        f"{file.name}:1: the name says nothing of what is in it"
        for file in python_files()
        if BANNED_NAMES & {part.removesuffix(".py") for part in file.parts}
        or (file.parts[0] in DOMAIN_APPS and {"common", "common.py"} & set(file.parts))
    ]
    assert not problems, report(problems)


@pytest.mark.parametrize(
    ("comment", "is_reasoned"),
    [
        ("# noqa: S506 - A safe loader.", True),
        ("# noqa: S506, ARG002 - Both are safe.", True),
        ("# type: ignore[misc] # The library is untyped.", True),
        ("# noqa: S506", False),
        ("# noqa", False),
        ("# type: ignore[misc]", False),
        ("# type: ignore # The library is untyped.", False),
    ],
)
def test_a_reason_is_words_after_a_code(comment: str, *, is_reasoned: bool) -> None:
    assert bool(REASONED.search(comment)) is is_reasoned


def _suppressions() -> list[str]:
    return [
        f"{file.name}:{line}: {comment}"
        for file in python_files()
        if not file.is_migration
        for line, comment in file.comments.items()
        if SUPPRESSION.match(comment)
    ]


def _missing_annotations(node: FunctionNode) -> list[str]:
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [item for item in (arguments.vararg, arguments.kwarg) if item]
    missing = [
        argument.arg
        for argument in [*named, *starred]
        if argument.annotation is None and argument.arg not in {"self", "cls"}
    ]
    return missing if node.returns else [*missing, "what it returns"]
