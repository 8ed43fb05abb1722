"""`test` and `exec`: one command against services that live as long as it does."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from config.settings import env
from localstack import foreground, postgres
from localstack.processes import Supervisor, end_leftovers
from localstack.services import Ports, start_services
from localstack.workspace import Workspace


def run_with_services(command: list[str]) -> int:
    """Run `command` in the current directory and return its exit status."""
    root = env.ROOT_DIR / ".local"
    Workspace(root, root).open()
    _remove_leftovers(root)
    workspace = _new_workspace(root)
    supervisor = Supervisor(workspace)
    # Far from those of `make run`, and seldom those of a second test run.
    first = 20000 + os.getpid() % 1000 * 10
    try:
        ports = Ports(first, first + 3, first + 6)
        services = start_services(supervisor, ports, fast=True)
        environment = env.child_environment(
            DJANGO_SETTINGS_MODULE="config.settings.test",
            SECRET_KEY=secrets.token_urlsafe(48),
            **services.environment(),
        )
        # So that `python` means this one in whatever the command calls.
        path = f"{Path(sys.executable).parent}:{environment.get('PATH', os.defpath)}"
        return foreground.run(command, {**environment, "PATH": path}, Path.cwd())
    finally:
        supervisor.stop()
        _remove(workspace)


def _new_workspace(root: Path) -> Workspace:
    tests = root / "test"
    tests.mkdir(mode=0o711, exist_ok=True)
    workspace = Workspace(root, Path(tempfile.mkdtemp(dir=tests)))
    workspace.open()
    workspace.acquire()
    return workspace


def _remove_leftovers(root: Path) -> None:
    """Clean up after test runs that were killed; a running one still has its lock."""
    for path in (root / "test").glob("*"):
        workspace = Workspace(root, path)
        if workspace.has_lock_file() and workspace.acquire():
            end_leftovers(workspace)
            _remove(workspace)


def _remove(workspace: Workspace) -> None:
    workspace.release()
    postgres.remove_data(workspace)
    shutil.rmtree(workspace.path, ignore_errors=True)
