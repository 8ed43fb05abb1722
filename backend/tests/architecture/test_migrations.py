"""Migrations are named by hand, form one line per app, and run back as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

from tests.architecture.tree import APPS, report

AUTO_NAMED = re.compile(r"_auto_|_and_|_more$|_alter_")
CHANGES_ROWS = re.compile(r"(?im)^\s*(insert|update|delete|merge|copy)\b")


@pytest.fixture(scope="module")
def migrations() -> dict[str, list[Migration]]:
    """The migrations of each app of ours, by name."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {
        app: [
            migration
            for (label, _), migration in sorted(loader.disk_migrations.items())
            if label == app
        ]
        for app in APPS
    }


def test_migrations_are_named_by_hand(
    migrations: dict[str, list[Migration]],
) -> None:
    problems = [
        f"{_place(migration)}: say what changes"
        for migration in _each(migrations)
        if AUTO_NAMED.search(migration.name)
    ]
    assert not problems, report(problems)


def test_migrations_are_numbered_without_gaps(
    migrations: dict[str, list[Migration]],
) -> None:
    problems = [
        f"{_place(migration)}: {number:04} comes next"
        for app in APPS
        for number, migration in enumerate(migrations[app], start=1)
        if not migration.name.startswith(f"{number:04}_")
    ]
    assert not problems, report(problems)


def test_each_migration_follows_the_one_before(
    migrations: dict[str, list[Migration]],
) -> None:
    problems = [
        f"{_place(later)}: does not depend on {earlier.name}"
        for app in APPS
        for earlier, later in zip(migrations[app], migrations[app][1:], strict=False)
        if [name for label, name in later.dependencies if label == app]
        != [earlier.name]
    ]
    assert not problems, report(problems)


def test_migrations_run_back(migrations: dict[str, list[Migration]]) -> None:
    problems = [
        f"{_place(migration)}: {type(operation).__name__} has no way back"
        for migration in _each(migrations)
        for operation in _operations(migration.operations)
        if not operation.reversible
    ]
    assert not problems, report(problems)


def test_migrations_change_the_schema_or_the_rows(
    migrations: dict[str, list[Migration]],
) -> None:
    problems = [
        f"{_place(migration)}: make two of it, one for schema and one for rows"
        for migration in _each(migrations)
        if len({_changes_rows(each) for each in _operations(migration.operations)}) > 1
    ]
    assert not problems, report(problems)


@pytest.mark.parametrize(
    "name",
    [
        "0002_auto_20261120_1010",
        "0002_post_title_and_more",
        "0002_alter_post_title",
        "0002_post_a_and_post_b",
    ],
)
def test_a_name_made_by_django_is_known(name: str) -> None:
    assert AUTO_NAMED.search(name)


def test_operations_inside_operations_are_seen() -> None:
    inner = RunPython(lambda *_: None)
    outer = SeparateDatabaseAndState(database_operations=[inner])

    assert inner in _operations([outer])
    assert not inner.reversible


def _each(migrations: dict[str, list[Migration]]) -> Iterator[Migration]:
    for of_app in migrations.values():
        yield from of_app


def _place(migration: Migration) -> str:
    return f"{migration.app_label}/migrations/{migration.name}.py:1"


def _operations(operations: Sequence[Operation]) -> list[Operation]:
    found: list[Operation] = []
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            found += _operations(operation.database_operations)
        else:
            found.append(operation)
    return found


def _changes_rows(operation: Operation) -> bool:
    if isinstance(operation, RunSQL):
        return bool(CHANGES_ROWS.search(str(operation.sql)))
    return isinstance(operation, RunPython)
