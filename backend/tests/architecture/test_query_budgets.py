"""Every list endpoint has a test that counts its queries.

Such a test carries `@pytest.mark.query_budget("api:v1:blog:post-list")`, with the names
of all lists it counts, and calls one of `COUNTERS` at 1 and at 100 rows.
"""

from __future__ import annotations

import ast

import pytest

from tests.architecture.routes import own_routes
from tests.architecture.tree import (
    FunctionNode,
    PythonFile,
    called_name,
    files_of_tests,
    report,
)

COUNTERS = {
    "django_assert_num_queries",
    "django_assert_max_num_queries",
    "CaptureQueriesContext",
    "assertNumQueries",
}


def test_every_list_has_a_query_budget() -> None:
    budgets = {name for _, name in _budgets()}
    problems = [
        f"{route.full_name}: no test has the marker query_budget with this name"
        for route in own_routes()
        if route.full_name.endswith("-list") and route.full_name not in budgets
    ]
    assert not problems, report(problems)


def test_query_budgets_name_routes() -> None:
    names = {route.full_name for route in own_routes()}
    problems = [f"{place}: {name}" for place, name in _budgets() if name not in names]
    assert not problems, report(problems)


def test_tests_with_a_query_budget_count_queries() -> None:
    problems = [
        f"{file.at(function)}: {function.name} counts no queries"
        for file in files_of_tests()
        for function in file.nodes
        if isinstance(function, FunctionNode)
        and any(called_name(mark) == "query_budget" for mark in function.decorator_list)
        and not COUNTERS & _words(file, function, set())
    ]
    assert not problems, report(problems)


@pytest.mark.parametrize(
    ("source", "counts"),
    [
        ("def test_a(django_assert_num_queries):\n    pass\n", True),
        (
            "def test_a():\n    count()\ndef count():\n    CaptureQueriesContext()\n",
            True,
        ),
        (
            "def test_a(queries):\n    pass\ndef queries():\n    assertNumQueries\n",
            True,
        ),
        ("def test_a(client):\n    client.get('')\n", False),
    ],
)
def test_counting_may_be_done_by_a_helper(source: str, *, counts: bool) -> None:
    file = PythonFile(files_of_tests()[0].path)
    file.__dict__["nodes"] = list(ast.walk(ast.parse(source)))
    function = next(node for node in file.nodes if isinstance(node, FunctionNode))

    assert bool(COUNTERS & _words(file, function, set())) is counts


def _budgets() -> list[tuple[str, str]]:
    """Return every name a marker `query_budget` gives, and where."""
    return [
        (file.at(node), argument.value)
        for file in files_of_tests()
        for node in file.nodes
        if isinstance(node, ast.Call) and called_name(node) == "query_budget"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def _words(file: PythonFile, function: FunctionNode, seen: set[str]) -> set[str]:
    """Return every name in a function and in what it uses of the same file."""
    seen.add(function.name)
    words = {argument.arg for argument in function.args.args}
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            words.add(node.id)
        elif isinstance(node, ast.Attribute):
            words.add(node.attr)
    for other in file.nodes:
        if isinstance(other, FunctionNode) and other.name in words - seen:
            words |= _words(file, other, seen)
    return words
