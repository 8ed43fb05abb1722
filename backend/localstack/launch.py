"""Start a program so that the kernel ends it together with this process."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Account:
    """The user a server runs as when the supervisor is root."""

    uid: int
    gid: int


def launch(
    command: list[str],
    *,
    directory: Path,
    environment: Mapping[str, str],
    orphan_signal: signal.Signals,
    account: Account | None = None,
    own_session: bool = True,
    stdin: int | None = None,
    stdout: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command`; the kernel sends it `orphan_signal` when this process vanishes.

    In a session of its own a terminal's Ctrl-C does not reach it. Call this from the
    main thread only: the kernel watches the thread, not the process.
    """
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout is not None else None,
        cwd=directory,
        env=dict(environment),
        start_new_session=own_session,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        # Runs after the change of user, which would clear the setting again.
        preexec_fn=partial(_tie, os.getpid(), orphan_signal),  # noqa: PLW1509 - one thread.
    )


def tie_to_caller() -> None:
    """Ask the kernel to end this process when the one that started it is killed."""
    _tie(os.getppid(), signal.SIGTERM)


def _tie(parent: int, orphan_signal: signal.Signals) -> None:
    if sys.platform != "linux":
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(orphan_signal))
    # The parent may have died before the line above took effect.
    if os.getppid() != parent:
        os._exit(1)
