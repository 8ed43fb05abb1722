"""Run one command in the foreground, and let it finish when we are stopped."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType

import psutil

from localstack.launch import launch
from localstack.processes import STOP_SECONDS, end

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(command: list[str], environment: Mapping[str, str], directory: Path) -> int:
    """Run `command` with our own input and output; return a shell's exit status.

    Raises:
        KeyboardInterrupt: this process was asked to stop; the command has ended.
    """
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    child = launch(
        command,
        directory=directory,
        environment=environment,
        orphan_signal=signal.SIGTERM,
        own_session=False,
    )
    before = {number: signal.signal(number, note) for number in _SIGNALS}
    try:
        status = _wait(child, received)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if received:
        raise KeyboardInterrupt
    return 128 - status if status < 0 else status


def _wait(child: subprocess.Popen[bytes], received: list[int]) -> int:
    while not received:
        try:
            return child.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
    if received[0] == signal.SIGINT:
        # Ctrl-C goes to every process of the terminal; a second one would cut short
        # what the command does after the first.
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=STOP_SECONDS)
    if child.poll() is None:
        end([psutil.Process(child.pid)], seconds=STOP_SECONDS)
    return child.wait()
