"""What import-linter and ruff do not see: hidden and mutual imports, wrong bases."""

from __future__ import annotations

import ast
from itertools import combinations

from tests.architecture.tree import (
    APPS,
    FunctionNode,
    called_name,
    imported_modules,
    python_files,
    report,
    source_files,
)

# Django calls `ready` when models are there, which is when receivers may be imported.
MAY_IMPORT_INSIDE = {"apps.py": {"ready"}}
BANNED_MODULES = ("rest_framework.viewsets", "rest_framework.routers")
BANNED_NAMES = {"GenericForeignKey", "GenericRelation", "ModelViewSet", "DefaultRouter"}
ROW_SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}


def test_no_two_apps_import_each_other() -> None:
    imports = {app: _imported_apps(app) for app in APPS}
    problems = [
        f"{one} and {other} import each other"
        for one, other in combinations(APPS, 2)
        if other in imports[one] and one in imports[other]
    ]
    assert not problems, report(problems)


def test_imports_are_at_the_top() -> None:
    problems = [
        f"{file.at(inner)}: an import inside {function.node.name}"
        for file in source_files()
        for function in file.functions
        if function.node.name not in MAY_IMPORT_INSIDE.get(file.path.name, set())
        for inner in ast.walk(function.node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not problems, report(problems)


def test_nothing_uses_viewsets_routers_or_generic_keys() -> None:
    problems = [
        f"{file.at(node)}: {name}"
        for file in python_files()
        for node in file.nodes
        for name in _banned(node)
    ]
    assert not problems, report(problems)


def test_nothing_listens_to_rows_being_saved() -> None:
    problems = [
        f"{file.at(node)}: {name}"
        for file in source_files()
        for node in file.nodes
        if isinstance(node, ast.Attribute | ast.Name | ast.alias)
        for name in ROW_SIGNALS & {_word(node)}
    ]
    assert not problems, report(problems)


def test_signals_are_in_events_and_receivers_in_receivers() -> None:
    problems = [
        f"{file.at(node)}: a {what} outside {room}"
        for file in source_files()
        for node in file.nodes
        for what, room in _signals_and_receivers(node)
        if room not in {part.removesuffix(".py") for part in file.parts}
    ]
    assert not problems, report(problems)


def test_stars_join_settings_and_nothing_else() -> None:
    problems = [
        f"{file.at(node)}: from {node.module} import *"
        for file in python_files()
        for node in file.nodes
        if isinstance(node, ast.ImportFrom)
        and node.names[0].name == "*"
        and file.parts[:2] != ("config", "settings")
    ]
    assert not problems, report(problems)


def _imported_apps(app: str) -> set[str]:
    return {
        module.partition(".")[0]
        for file in source_files()
        if file.parts[0] == app
        for node in file.nodes
        for module in imported_modules(node)
    } - {app}


def _banned(node: ast.AST) -> set[str]:
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return set()
    modules = {
        name for name in imported_modules(node) if name.startswith(BANNED_MODULES)
    }
    return modules | (BANNED_NAMES & {alias.name for alias in node.names})


def _word(node: ast.Attribute | ast.Name | ast.alias) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else node.name


def _signals_and_receivers(node: ast.AST) -> list[tuple[str, str]]:
    if called_name(node) == "Signal":
        return [("signal", "events")]
    if isinstance(node, FunctionNode) and any(
        called_name(decorator) == "receiver" for decorator in node.decorator_list
    ):
        return [("receiver", "receivers")]
    return []
