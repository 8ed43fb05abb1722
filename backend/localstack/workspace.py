"""The directory a stack lives in: its lock, its secrets and its list of processes."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any


class WorkspaceError(Exception):
    """The stack cannot go on; the message tells the developer what to do."""


@dataclass
class Workspace:
    """`.local` of a checkout (`root`), or a directory below it for one test run."""

    root: Path
    path: Path
    _lock: IO[str] | None = field(default=None, init=False, repr=False)

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def run_file(self) -> Path:
        return self.path / "run.json"

    @property
    def environment_file(self) -> Path:
        return self.path / "env"

    @property
    def accounts_file(self) -> Path:
        return self.path / "accounts.json"

    @property
    def processes_file(self) -> Path:
        return self.path / "processes.json"

    def open(self) -> None:
        """Create what is missing.

        Raises:
            WorkspaceError: the directory belongs to another user.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        if self.path.stat().st_uid != os.geteuid():
            message = (
                f"{self.path} belongs to another user, who ran this before. "
                "Run as that user, or remove the directory."
            )
            raise WorkspaceError(message)
        # Others may pass through, because the database server may be another user.
        self.path.chmod(0o711)
        self.logs.mkdir(mode=0o700, exist_ok=True)

    def has_lock_file(self) -> bool:
        """Say whether a stack was ever here, and not just about to begin."""
        return (self.path / "lock").exists()

    def acquire(self) -> bool:
        """Take the lock that one stack holds; the kernel frees it after kill -9 too."""
        lock = (self.path / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def release(self) -> None:
        """Let another stack have the directory."""
        if self._lock:
            self._lock.close()
            self._lock = None

    def secret(self, name: str) -> str:
        """Return the secret of this name, made up at the first call and then kept."""
        file = self.path / "secrets.json"
        known: dict[str, str] = read_json(file)
        if name not in known:
            known[name] = secrets.token_urlsafe(48)
            write_private(file, json.dumps(known, indent=2))
        return known[name]


def read_json(file: Path) -> dict[str, Any]:
    """Return the object in `file`; a missing or torn file counts as empty."""
    try:
        content = json.loads(file.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def write_private(file: Path, text: str) -> None:
    """Replace `file` at once, readable by its owner only."""
    # mkstemp creates with mode 600, so there is no moment at which others can read.
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    Path(name).replace(file)
