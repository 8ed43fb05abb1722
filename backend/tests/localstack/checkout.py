"""A small checkout in which the site, the worker and the beat are stand-ins."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from config.settings import env
from localstack.launch import launch
from localstack.postgres import private_home
from localstack.workspace import read_json

_SITE = """
import http.server, sys
host, port = sys.argv[sys.argv.index("--bind") + 1].split(":")
print("site listens", flush=True)
handler = http.server.SimpleHTTPRequestHandler
http.server.HTTPServer((host, int(port)), handler).serve_forever()
"""
_WORKER = """
import os, sys, time
print(sys.argv[2], "runs for", os.environ["SITE_URL"])
print("worker@here ready.", flush=True)
time.sleep(300)
"""
_PREPARE = """
import json, pathlib, sys
account = {"email": "admin@example.com", "password": "demo"}
pathlib.Path(sys.argv[1]).write_text(json.dumps({"Administrator": account}))
"""


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    """Fail the test when `condition` is not met in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that has ended but was not collected does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@dataclass
class Localstack:
    """One `python -m localstack` and what it printed."""

    process: subprocess.Popen[bytes]
    output: Path

    def text(self) -> str:
        return self.output.read_text()

    def wait(self) -> int:
        return self.process.wait(30)

    def wait_for_text(self, text: str) -> None:
        wait_for(lambda: text in self.text() or self.process.poll() is not None)
        assert text in self.text()


@dataclass
class Checkout:
    """A directory with this package and stand-ins for everything it starts."""

    path: Path
    started: list[Localstack] = field(default_factory=list)

    def create(self) -> None:
        backend = self.path / "backend"
        settings = backend / "config" / "settings"
        settings.mkdir(parents=True)
        shutil.copy(env.BACKEND_DIR / "config" / "settings" / "env.py", settings)
        ignored = shutil.ignore_patterns("__pycache__")
        source = env.BACKEND_DIR / "localstack"
        shutil.copytree(source, backend / "localstack", ignore=ignored)
        (backend / "gunicorn.py").write_text(_SITE)
        (backend / "celery.py").write_text(_WORKER)
        (backend / "localstack" / "prepare.py").write_text(_PREPARE)

    @property
    def local(self) -> Path:
        return self.path / ".local"

    def start(self, *arguments: str, **environment: str) -> Localstack:
        """Start `python -m localstack` without any variable of this test run."""
        output = self.path / f"output-{len(self.started)}"
        with output.open("wb") as stream:
            process = launch(
                [sys.executable, "-m", "localstack", *arguments],
                directory=self.path / "backend",
                environment=environment,
                orphan_signal=signal.SIGTERM,
                stdin=subprocess.DEVNULL,
                stdout=stream.fileno(),
            )
        self.started.append(Localstack(process, output))
        return self.started[-1]

    def facts(self) -> dict[str, Any]:
        return read_json(self.local / "run.json")

    def clean_up(self) -> None:
        for started in self.started:
            started.process.terminate()
            started.wait()
        # Where the server's user cannot reach the checkout, its data is elsewhere.
        shutil.rmtree(private_home(self.local), ignore_errors=True)
