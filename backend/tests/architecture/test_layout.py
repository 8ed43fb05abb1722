"""Tests are where discovery finds them, and lie as the code they test lies."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import (
    BACKEND_DIR,
    FunctionNode,
    PythonFile,
    files_of_tests,
    python_files,
    report,
)

TEST_LIKE = re.compile(r"tests?([_-].*)?\.py|.*_tests?\.py")
FOUND = re.compile(r"test_\w+\.py")
# The settings of the tests, which are named after their environment.
NO_TESTS = {"config/settings/test.py"}
# What `backend/tests` holds of code that is in no one package.
CROSS_CUTTING = {"api", "architecture", "stories"}


def test_what_looks_like_a_test_is_found() -> None:
    problems = [
        f"{file.name}:1: {fault}"
        for file in python_files()
        if file.name not in NO_TESTS
        for fault in _discovery_faults(file)
    ]
    assert not problems, report(problems)


def test_test_functions_are_in_test_modules() -> None:
    problems = [
        f"{file.at(node)}: {node.name} never runs"
        for file in python_files()
        if not FOUND.fullmatch(file.path.name)
        for node in file.tree.body
        if isinstance(node, ast.ClassDef | FunctionNode)
        and node.name.startswith(("test_", "Test"))
    ]
    assert not problems, report(problems)


def test_directories_of_tests_are_packages() -> None:
    directories = {file.path.parent for file in files_of_tests()} - {BACKEND_DIR}
    problems = [
        f"{directory.relative_to(BACKEND_DIR)}: no __init__.py"
        for directory in directories
        if not (directory / "__init__.py").exists()
    ]
    assert not problems, report(problems)


def test_every_directory_of_tests_is_searched() -> None:
    options = tomllib.loads((BACKEND_DIR / "pyproject.toml").read_text())
    searched = set(options["tool"]["pytest"]["ini_options"]["testpaths"])
    tested = {file.parts[0] for file in files_of_tests()} - {"conftest.py"}

    assert tested <= searched


def test_tests_mirror_the_rooms() -> None:
    problems = [
        f"{file.name}:1: there is no {_mirrored(file).relative_to(BACKEND_DIR)}"
        for file in files_of_tests()
        if file.path.name.startswith("test_") and not _mirrors(_mirrored(file))
    ]
    assert not problems, report(problems)


def test_every_file_is_in_a_package() -> None:
    problems = [
        f"{file.name}:1: its directory has no __init__.py"
        for file in python_files()
        if len(file.parts) > 1 and not (file.path.parent / "__init__.py").exists()
    ]
    assert not problems, report(problems)


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("blog/tests/services/test_posts.py", 0),
        ("blog/services/posts.py", 0),
        ("blog/tests/factories.py", 0),
        ("blog/tests/tests_posts.py", 1),
        ("blog/tests/posts_test.py", 1),
        ("blog/tests/test-posts.py", 1),
        ("blog/services/test_posts.py", 1),
        ("blog/tests.py", 2),
    ],
)
def test_a_test_that_is_missed_is_noticed(name: str, faults: int) -> None:
    file = PythonFile(BACKEND_DIR / name)

    assert len(list(_discovery_faults(file))) == faults


def _discovery_faults(file: PythonFile) -> Iterator[str]:
    if not TEST_LIKE.fullmatch(file.path.name):
        return
    if not FOUND.fullmatch(file.path.name):
        yield "looks like tests, but only test_*.py is found"
    if "tests" not in file.parts[:-1]:
        yield "looks like tests, but is not below a directory tests"


def _mirrored(file: PythonFile) -> Path:
    """Return the directory whose tests `file` holds."""
    place = file.parts.index("tests")
    return BACKEND_DIR.joinpath(*file.parts[:place], *file.parts[place + 1 : -1])


def _mirrors(directory: Path) -> bool:
    if directory.relative_to(BACKEND_DIR).parts[:1] in {(it,) for it in CROSS_CUTTING}:
        return True
    return directory.is_dir() or directory.with_suffix(".py").is_file()
