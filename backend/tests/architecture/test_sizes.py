"""Small files and small functions, and about as much test as source."""

from __future__ import annotations

from statistics import median, quantiles

from tests.architecture.tree import (
    PythonFile,
    files_of_tests,
    python_files,
    report,
    source_files,
)

SOURCE_FILE_LIMIT = 300
TEST_FILE_LIMIT = 400
FUNCTION_LIMIT = 40


def test_no_file_is_too_long() -> None:
    problems = [
        f"{file.name}:1: {len(file.lines)} lines, at most {limit}"
        for file in python_files()
        if not file.is_migration
        for limit in [TEST_FILE_LIMIT if file.is_test else SOURCE_FILE_LIMIT]
        if len(file.lines) > limit
    ]
    assert not problems, report(problems)


def test_no_function_is_too_long() -> None:
    problems = [
        f"{function.place} has {function.lines} lines, at most {FUNCTION_LIMIT}"
        for file in python_files()
        if not file.is_migration
        for function in file.functions
        if function.lines > FUNCTION_LIMIT
    ]
    assert not problems, report(problems)


def test_most_source_files_are_small() -> None:
    lengths = [len(file.lines) for file in source_files() if file.text.strip()]

    assert median(lengths) <= 60
    assert _ninth_decile(lengths) <= 180


def test_most_source_functions_are_small() -> None:
    lengths = [item.lines for file in source_files() for item in file.functions]

    assert median(lengths) <= 8
    assert _ninth_decile(lengths) <= 20


def test_there_is_about_as_much_test_as_source() -> None:
    ratio = _lines(files_of_tests()) / _lines(source_files())

    assert ratio >= 0.8, f"{ratio:.2f} lines of test per line of source; 1.1 is the aim"


def _ninth_decile(lengths: list[int]) -> float:
    return quantiles(lengths, n=10, method="inclusive")[-1]


def _lines(files: tuple[PythonFile, ...]) -> int:
    return sum(len(file.lines) for file in files)
