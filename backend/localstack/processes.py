"""Child processes that never outlive their supervisor, ended by process id only."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

import psutil

from localstack.launch import Account, launch
from localstack.ports import free_port
from localstack.workspace import Workspace, read_json, write_private

STOP_SECONDS = 10.0


class ProcessDiedError(Exception):
    """A process of the stack ended although nobody asked it to."""

    def __init__(self, child: Child) -> None:
        self.child = child
        super().__init__(f"{child.name} ended with status {child.process.returncode}.")


@dataclass
class Child:
    """One program of the stack, with its output in a file that can be followed."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    directory: Path
    service: bool = False
    stop_signal: signal.Signals = signal.SIGTERM
    # Sent by the kernel when the supervisor vanishes, so nobody is left to insist.
    orphan_signal: signal.Signals = signal.SIGKILL
    account: Account | None = None
    process: subprocess.Popen[bytes] = field(init=False, repr=False)
    _output: IO[str] = field(init=False, repr=False)
    _unfinished: str = field(default="", init=False, repr=False)

    def start(self) -> None:
        """Start the program in a session of its own, so Ctrl-C reaches only us."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            self.process = launch(
                self.command,
                directory=self.directory,
                environment=self.environment,
                orphan_signal=self.orphan_signal,
                account=self.account,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
            )
        finally:
            os.close(descriptor)
        self._output = self.log.open(encoding="utf-8", errors="replace")

    def new_lines(self) -> list[str]:
        """Return the lines the program has finished since the last call."""
        *lines, self._unfinished = (self._unfinished + self._output.read()).split("\n")
        return lines

    def close(self) -> None:
        """Stop following the output of a program that has ended."""
        self._output.close()

    def tail(self, lines: int = 25) -> list[str]:
        """Return the last lines the program wrote."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return text.splitlines()[-lines:]


@dataclass
class Supervisor:
    """Starts children, notices when one dies, and stops all of them in order."""

    workspace: Workspace
    children: list[Child] = field(default_factory=list)

    def start(self, child: Child) -> None:
        """Start `child` and write down its process id for a later run to clean up."""
        self.children.append(child)
        child.start()
        known = read_json(self.workspace.processes_file)
        known[child.name] = _identity(psutil.Process(child.process.pid))
        write_private(self.workspace.processes_file, json.dumps(known))

    def check(self) -> None:
        """Raise `ProcessDiedError` when a child is gone."""
        for child in self.children:
            if child.process.poll() is not None:
                raise ProcessDiedError(child)

    def start_listening(
        self,
        make: Callable[[int], Child],
        *,
        port: int,
        ready: Callable[[int], bool],
    ) -> int:
        """Start the server that `make` describes at `port` or a free one above it.

        Raises:
            ProcessDiedError: it ended at once on three ports.
            TimeoutError: it runs but does not get ready.
        """
        for last in (False, False, True):
            port = free_port(port)
            child = make(port)
            self.start(child)
            try:
                self.wait_until(partial(ready, port), what=child.name, seconds=30)
            except ProcessDiedError as error:
                # Another program may have taken the port since we looked.
                if last or error.child is not child:
                    raise
                child.close()
                self.children.remove(child)
                port += 1
            else:
                break
        return port

    def wait_until(
        self, ready: Callable[[], bool], *, what: str, seconds: float
    ) -> None:
        """Poll `ready`.

        Raises:
            ProcessDiedError: a child ended meanwhile.
            TimeoutError: it was not ready in time.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                message = f"{what} was not ready after {seconds:.0f} seconds."
                raise TimeoutError(message)
            time.sleep(0.05)

    def stop(self) -> None:
        """End the programs in the order of their start, then the services they use."""
        for service in (False, True):
            group = [child for child in self.children if child.service is service]
            self._stop_group(group)
        self.workspace.processes_file.unlink(missing_ok=True)

    def _stop_group(self, group: list[Child]) -> None:
        running = [child for child in group if _started(child)]
        # Listed before the first signal: the grandchildren of a dead process cannot
        # be found any more.
        trees = [*_trees(child.process.pid for child in running)]
        for child in running:
            if child.process.poll() is None:
                child.process.send_signal(child.stop_signal)
        _wait_gone(trees, STOP_SECONDS)
        for process in filter(_alive, trees):
            process.kill()
        _wait_gone(trees, 2)
        for child in running:
            child.process.wait()
            child.close()


def end_leftovers(workspace: Workspace) -> int:
    """End what an earlier supervisor of this workspace left behind; return how many."""
    known = read_json(workspace.processes_file)
    stale = [*filter(None, (find(*identity) for identity in known.values()))]
    end(stale, seconds=STOP_SECONDS)
    workspace.processes_file.unlink(missing_ok=True)
    return len(stale)


def find(pid: int, created: float) -> psutil.Process | None:
    """Return the process with this id, unless the id now belongs to another one."""
    try:
        process = psutil.Process(pid)
        # The kernel derives the start time from the clock, which may have been set.
        same = abs(process.create_time() - created) < 2
    except psutil.NoSuchProcess:
        return None
    return process if same and _alive(process) else None


def end(processes: list[psutil.Process], *, seconds: float) -> None:
    """Ask `processes` and everything below them to stop, and insist after `seconds`."""
    everything = [*_trees(process.pid for process in processes)]
    for process in filter(_alive, processes):
        process.terminate()
    _wait_gone(everything, seconds)
    for process in filter(_alive, everything):
        process.kill()
    _wait_gone(everything, 2)


def _wait_gone(processes: list[psutil.Process], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(map(_alive, processes)):
        time.sleep(0.02)


def _identity(process: psutil.Process) -> tuple[int, float]:
    return process.pid, process.create_time()


def _started(child: Child) -> bool:
    return hasattr(child, "process")


def _trees(pids: Iterable[int]) -> Iterable[psutil.Process]:
    for pid in pids:
        try:
            process = psutil.Process(pid)
            yield from [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
