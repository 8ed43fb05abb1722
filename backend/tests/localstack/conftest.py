"""A workspace of its own for each test, reachable by the database server's user."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from localstack import postgres
from localstack.processes import Supervisor
from localstack.workspace import Workspace


@pytest.fixture
def place() -> Iterator[Path]:
    # pytest's own directories are closed to other users.
    path = Path(tempfile.mkdtemp(prefix="pressroom-test-", dir="/var/tmp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def workspace(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(postgres, "_SHARED_PLACE", place)
    root = place / "local"
    workspace = Workspace(root, root)
    workspace.open()
    yield workspace
    workspace.release()


@pytest.fixture
def supervisor(workspace: Workspace) -> Iterator[Supervisor]:
    supervisor = Supervisor(workspace)
    yield supervisor
    supervisor.stop()


@pytest.fixture
def first_port(worker_id: str) -> int:
    """A range of ports for each of the processes that run tests at the same time."""
    number = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
    return 30200 + number % 50 * 40
