"""The gates: make, git hooks and CI say the same."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.architecture.tree import report
from tests.config.documents import lefthook
from tests.config.processes import BACKEND_DIR, ROOT_DIR

MAKEFILE = (ROOT_DIR / "Makefile").read_text()
PYPROJECT = (BACKEND_DIR / "pyproject.toml").read_text()
WORKFLOWS = sorted((ROOT_DIR / ".github" / "workflows").glob("*.y*ml"))
TARGETS = (
    "help",
    "run",
    "test",
    "check",
    "fmt",
    "lint",
    "types",
    "arch",
    "schema",
    "bench",
)


def _workflow_name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("target", TARGETS)
def test_make_has_the_words_of_a_developers_day(target: str) -> None:
    assert re.search(rf"^{target}:.*## \S", MAKEFILE, re.MULTILINE)


def test_make_check_is_every_gate() -> None:
    gates = re.search(r"^check: ([^#]+)##", MAKEFILE, re.MULTILINE)

    assert gates
    assert {"lint", "types", "arch", "schema-check", "migrations", "deploy"} <= set(
        gates[1].split()
    )


def test_ci_runs_the_tests_and_every_gate() -> None:
    script = ROOT_DIR / ".ci" / "run"

    assert script.stat().st_mode & 0o111
    lines = script.read_text().splitlines()
    assert "set -euo pipefail" in lines
    assert lines.index("make test") < lines.index("make check")


@pytest.mark.parametrize("path", WORKFLOWS, ids=_workflow_name)
def test_actions_are_pinned_by_hash(path: Path) -> None:
    uses = re.findall(r"uses:\s*(\S+)", path.read_text())
    problems = [each for each in uses if not re.search(r"@[0-9a-f]{40}$", each)]
    assert not problems, report(problems)


@pytest.mark.parametrize("path", WORKFLOWS, ids=_workflow_name)
def test_workflows_may_do_little_and_end_in_time(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())

    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60


@pytest.mark.parametrize("path", WORKFLOWS, ids=_workflow_name)
def test_versions_of_python_are_quoted(path: Path) -> None:
    versions = re.findall(r"python-version:\s*(\S.*)", path.read_text())
    assert all(version.startswith('"') for version in versions)


def test_one_workflow_runs_what_developers_run() -> None:
    assert any(".ci/run" in path.read_text() for path in WORKFLOWS)


def test_hooks_run_before_commit_and_push() -> None:
    hooks = lefthook()

    assert hooks["pre-commit"]["parallel"] is True
    for command in hooks["pre-commit"]["commands"].values():
        assert "{staged_files}" in command["run"]
    assert {"commit-msg", "pre-push"} <= hooks.keys()


def test_hooks_call_targets_of_make() -> None:
    runs = [command["run"] for command in lefthook()["pre-push"]["commands"].values()]
    targets = [word for run in runs for word in re.findall(r"make (\S+)", run)]

    assert targets
    assert all(re.search(rf"^{target}:", MAKEFILE, re.MULTILINE) for target in targets)


@pytest.mark.parametrize(
    ("message", "is_accepted"),
    [
        ("feat: serve posts", True),
        ("fix(api): name the wrong parameter", True),
        ("feat(custom_user)!: log in by e-mail", True),
        ("Serve posts", False),
        ("feat serve posts", False),
        ("feature: serve posts", False),
        ("feat:", False),
    ],
)
def test_commit_messages_start_with_a_type(
    message: str, tmp_path: Path, *, is_accepted: bool
) -> None:
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text(f"{message}\n\nWhy it was needed.\n")
    script = lefthook()["commit-msg"]["commands"]["conventional"]["run"]

    result = subprocess.run(
        ["/bin/sh", "-c", script.replace("{1}", str(file))],
        capture_output=True,
        check=False,
    )

    assert (result.returncode == 0) is is_accepted


def test_every_import_contract_has_a_reason() -> None:
    contracts = re.findall(
        r"^(.*)\n\[\[tool\.importlinter\.contracts\]\]", PYPROJECT, re.MULTILINE
    )

    assert len(contracts) == len(_contracts())
    assert all(line.startswith("# ") for line in contracts)


def test_the_private_rooms_of_every_app_are_behind_a_contract() -> None:
    protected = {
        module
        for contract in _contracts()
        for module in contract.get("protected_modules", [])
    }
    rooms = ("models", "admin", "management", "tasks", "receivers")
    problems = [
        f"{app}.{room} is in no contract of pyproject.toml"
        for app in ("custom_user", "author", "blog")
        for room in rooms
        if list((BACKEND_DIR / app).glob(f"{room}*"))
        and not protected & {f"{app}.{room}", f"*.{room}"}
    ]
    assert not problems, report(problems)


def _contracts() -> list[dict[str, list[str]]]:
    contracts: list[dict[str, list[str]]] = tomllib.loads(PYPROJECT)["tool"][
        "importlinter"
    ]["contracts"]
    return contracts
