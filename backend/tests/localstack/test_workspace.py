from __future__ import annotations

import os
import stat

import pytest

from localstack.workspace import Workspace, WorkspaceError, read_json, write_private


def test_secret_is_kept_and_private(workspace: Workspace) -> None:
    first = workspace.secret("django")

    assert Workspace(workspace.root, workspace.path).secret("django") == first
    assert workspace.secret("postgres") != first
    assert len(first) >= 50
    mode = (workspace.path / "secrets.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_only_one_stack_holds_the_lock(workspace: Workspace) -> None:
    other = Workspace(workspace.root, workspace.path)

    assert workspace.acquire()
    assert not other.acquire()
    workspace.release()
    assert other.acquire()
    other.release()


def test_directory_of_another_user_is_refused(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: workspace.path.stat().st_uid + 1)

    with pytest.raises(WorkspaceError, match="belongs to another user"):
        workspace.open()


def test_private_file_replaces_an_open_one(workspace: Workspace) -> None:
    file = workspace.path / "env"
    file.write_text("old")
    file.chmod(0o644)

    write_private(file, "new")

    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not [*workspace.path.glob(".env.*")]


@pytest.mark.parametrize("content", ["", '{"torn":', "[]"])
def test_torn_file_counts_as_empty(workspace: Workspace, content: str) -> None:
    workspace.run_file.write_text(content)

    assert read_json(workspace.run_file) == {}
