from __future__ import annotations

import ast
import re
import sys
from functools import cache
from importlib.metadata import distributions, packages_distributions

import pytest

from tests.architecture.tree import (
    PythonFile,
    imported_modules,
    python_files,
    report,
    source_files,
)
from tests.config.documents import (
    REQUIREMENTS,
    normal,
    pins,
    requirement_lines,
)

NAMES = ("base", "local", "ci", "stage", "prod")
# What runs on a developer's machine and in CI, and never in production.
NOT_IN_PRODUCTION = ("localstack", "benchmarks")
RUNTIME_LIMIT = 40
OWN = {file.parts[0].removesuffix(".py") for file in python_files()}


@pytest.mark.parametrize("name", NAMES)
def test_every_environment_has_a_list_and_a_lock(name: str) -> None:
    assert (REQUIREMENTS / f"{name}.in").exists()
    assert (REQUIREMENTS / f"{name}.txt").exists()


@pytest.mark.parametrize("name", NAMES[1:])
def test_the_other_lists_start_with_the_base(name: str) -> None:
    lines = [line for line in requirement_lines(f"{name}.in") if line[:1] != "#"]
    assert lines[0] == "-r base.in"


def test_staging_is_production_and_candidates() -> None:
    assert "-r prod.in" in requirement_lines("stage.in")


@pytest.mark.parametrize("name", NAMES)
def test_each_requirement_is_one_pin_with_a_reason(name: str) -> None:
    problems = [
        f"requirements/{name}.in:{number}: {line}"
        for number, line in enumerate(requirement_lines(f"{name}.in"), start=1)
        if line.strip() and not re.match(r"#|-r |\S+==\S+\s+# \S.{5,}", line)
    ]
    assert not problems, report(problems)


@pytest.mark.parametrize("name", ["base", "ci"])
def test_requirements_are_sorted(name: str) -> None:
    names = list(pins(f"{name}.in"))
    assert names == sorted(names)


def test_direct_requirements_of_production_are_few() -> None:
    assert len(pins("base.in")) <= RUNTIME_LIMIT


@pytest.mark.parametrize("name", NAMES)
def test_each_locked_package_has_a_hash(name: str) -> None:
    lines = requirement_lines(f"{name}.txt")
    problems = [
        f"requirements/{name}.txt:{number}: {line}"
        for number, line in enumerate(lines, start=1)
        if re.match(r"[A-Za-z]", line)
        and not ("==" in line and lines[number].strip().startswith("--hash=sha256:"))
    ]
    assert pins(f"{name}.txt")
    assert not problems, report(problems)


@pytest.mark.parametrize("name", NAMES)
def test_locks_name_no_address(name: str) -> None:
    problems = [
        f"requirements/{name}.txt:{number}: {line}"
        for number, line in enumerate(requirement_lines(f"{name}.txt"), start=1)
        if re.search(r"://|--(extra-)?index|--find-links|--trusted", line)
    ]
    assert not problems, report(problems)


@pytest.mark.parametrize("name", NAMES)
def test_locks_agree_with_the_lists(name: str) -> None:
    locked = pins(f"{name}.txt")
    wanted = _with_includes(f"{name}.in")

    assert {package: locked.get(package) for package in wanted} == wanted


@pytest.mark.parametrize("name", ["local", "ci", "stage", "prod"])
def test_every_environment_runs_what_production_runs(name: str) -> None:
    locked = pins(f"{name}.txt")
    changed = _with_includes("stage.in") if name == "stage" else {}
    expected = {**pins("base.txt"), **changed}

    assert {package: locked.get(package) for package in expected} == expected


@pytest.mark.parametrize("name", ["base", "stage", "prod"])
def test_no_development_package_reaches_production(name: str) -> None:
    for_development = {*pins("ci.in"), *pins("local.in")}
    assert not for_development & pins(f"{name}.txt").keys()


def test_installed_versions_are_the_pinned_ones() -> None:
    installed = {
        normal(found.metadata["Name"]): found.version for found in distributions()
    }
    # The lock also has packages for other systems; what we ask for has to be here.
    missing = _with_includes("ci.in").keys() - installed.keys()
    others = {
        name: (installed[name], pin)
        for name, pin in pins("ci.txt").items()
        if installed.get(name, pin) != pin
    }

    assert not missing
    assert not others


def test_production_imports_only_what_it_requires() -> None:
    problems = _unpinned(
        [file for file in source_files() if file.parts[0] not in NOT_IN_PRODUCTION],
        pins("base.in"),
    )
    assert not problems, report(problems)


def test_tests_and_tools_import_only_what_they_require() -> None:
    problems = _unpinned(list(python_files()), _with_includes("ci.in"))
    assert not problems, report(problems)


def _with_includes(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in requirement_lines(name):
        if line.startswith("-r "):
            found |= _with_includes(line.removeprefix("-r ").strip())
    return found | pins(name)


@cache
def _distributions() -> dict[str, list[str]]:
    """Return the names of the packages that each module may come from."""
    return {
        module: sorted({normal(name) for name in names})
        for module, names in packages_distributions().items()
    }


def _unpinned(files: list[PythonFile], pinned: dict[str, str]) -> list[str]:
    return [
        f"{file.at(node)}: {module} comes from {sources}, which is not required"
        for file in files
        for node in file.nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in imported_modules(node)
        if (package := module.partition(".")[0]) not in sys.stdlib_module_names | OWN
        and (sources := _distributions().get(package, ["nowhere"]))
        and not pinned.keys() & set(sources)
    ]
