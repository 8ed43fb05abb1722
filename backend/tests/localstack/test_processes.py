from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from localstack import processes
from localstack.launch import launch
from localstack.processes import Child, ProcessDiedError, Supervisor, end_leftovers
from localstack.workspace import Workspace, read_json
from tests.localstack.checkout import is_alive, wait_for

Start = Callable[..., Child]
STUBBORN = (
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True);"
)


@pytest.fixture
def start(supervisor: Supervisor) -> Start:
    def start(code: str, name: str = "child", *, service: bool = False) -> Child:
        child = Child(
            name=name,
            command=[sys.executable, "-c", code],
            log=supervisor.workspace.logs / f"{name}.log",
            environment={"PYTHONUNBUFFERED": "1"},
            directory=supervisor.workspace.path,
            service=service,
        )
        supervisor.start(child)
        return child

    return start


def test_output_can_be_followed(start: Start) -> None:
    child = start("print('one'); print('two'); print('half', end='')")
    child.process.wait()

    assert child.new_lines() == ["one", "two"]
    assert child.new_lines() == []
    assert child.tail(1) == ["half"]


def test_dead_child_is_named(start: Start, supervisor: Supervisor) -> None:
    start("raise SystemExit(3)", "worker").process.wait()

    with pytest.raises(ProcessDiedError, match="worker ended with status 3"):
        supervisor.check()


def test_programs_stop_before_the_services_they_use(
    start: Start, supervisor: Supervisor
) -> None:
    note = (
        "import pathlib, signal, sys, time\n"
        "def stop(*_):\n"
        "    pathlib.Path('order').open('a').write('NAME ')\n"
        "    sys.exit()\n"
        "signal.signal(15, stop); print('ready'); time.sleep(60)"
    )
    service = start(note.replace("NAME", "service"), "service", service=True)
    program = start(note.replace("NAME", "program"), "program")
    wait_for(lambda: service.tail() and program.tail())

    supervisor.stop()

    order = (supervisor.workspace.path / "order").read_text()
    assert order.split() == ["program", "service"]
    assert not supervisor.workspace.processes_file.exists()


def test_stubborn_processes_and_their_children_are_killed(
    start: Start, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.3)
    inner = f"{STUBBORN} time.sleep(60)"
    outer = (
        f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {inner!r}]);"
    )
    child = start(f"{outer} {STUBBORN} time.sleep(60)")
    wait_for(lambda: len(child.tail()) == 2)
    tree = [child.process.pid]
    tree += [process.pid for process in psutil.Process(child.process.pid).children()]

    supervisor.stop()

    assert len(tree) == 2
    assert not any(map(is_alive, tree))


def test_waiting_is_bounded(supervisor: Supervisor) -> None:
    with pytest.raises(TimeoutError, match="The site was not ready after 0 seconds"):
        supervisor.wait_until(lambda: False, what="The site", seconds=0.1)


def sleeper() -> psutil.Process:
    child = launch(
        ["sleep", "60"],
        directory=Path("/"),
        environment={},
        orphan_signal=signal.SIGKILL,
    )
    # psutil collects the exit status later, so nothing may warn that nobody did.
    child.returncode = 0
    return psutil.Process(child.pid)


def test_leftovers_of_an_earlier_run_are_ended(workspace: Workspace) -> None:
    leftover = sleeper()
    record = {"web": [leftover.pid, leftover.create_time()]}
    workspace.processes_file.write_text(json.dumps(record))

    assert end_leftovers(workspace) == 1
    assert leftover.wait(5) == -signal.SIGTERM
    assert read_json(workspace.processes_file) == {}


def test_process_that_only_has_the_same_id_is_left_alone(workspace: Workspace) -> None:
    stranger = sleeper()
    record = {"web": [stranger.pid, time.time() - 3600], "beat": [2**22 + 1, 0.0]}
    workspace.processes_file.write_text(json.dumps(record))

    assert end_leftovers(workspace) == 0
    assert is_alive(stranger.pid)
    stranger.kill()
    stranger.wait(5)


@pytest.mark.skipif(sys.platform != "linux", reason="Other kernels have no such call.")
def test_child_dies_with_a_killed_supervisor() -> None:
    code = (
        "import signal, time, pathlib; from localstack.launch import launch\n"
        "child = launch(['sleep', '60'], directory=pathlib.Path('/'), environment={},\n"
        "    orphan_signal=signal.SIGKILL)\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    start_parent = launch(
        [sys.executable, "-c", code],
        directory=Path(processes.__file__).parents[1],
        environment={},
        orphan_signal=signal.SIGKILL,
        stdout=subprocess.PIPE,
    )
    with start_parent as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.kill()
    wait_for(lambda: not is_alive(pid))
