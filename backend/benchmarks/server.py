"""The server under measurement: real gunicorn on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from config.settings.env import child_environment
from localstack.ports import LOOPBACK, free_port

START_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """Where gunicorn listens, and its processes."""

    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """Return the processor time all its processes have used so far."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in family)

    def get(self, path: str) -> Any:
        """Return the JSON at `path`."""
        with urllib.request.urlopen(f"http://{LOOPBACK}:{self.port}{path}") as answer:
            return json.load(answer)


@contextmanager
def running_server() -> Iterator[Server]:
    """Start gunicorn as production does, and end it afterwards.

    Raises:
        RuntimeError: it did not answer in time.
    """
    port = free_port(18500)
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"]
    process = subprocess.Popen(
        # A worker that is replaced takes its processor time with it.
        [*command, "--max-requests", "0", "config.wsgi:application"],
        env=child_environment(
            PORT=str(port),
            WEB_CONCURRENCY="2",
            WEB_BIND="",
            LOG_LEVEL="WARNING",
            # Counted like any other call, and never refused.
            THROTTLE_ANON="1000000/s",
            THROTTLE_BLOG_LIMIT="1000000/s",
            THROTTLE_BLOG_2_LIMIT="1000000/s",
        ),
    )
    try:
        server = Server(port, psutil.Process(process.pid))
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(server: Server) -> None:
    stop_at = time.monotonic() + START_SECONDS
    while time.monotonic() < stop_at:
        try:
            server.get("/ht/live/")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    message = f"gunicorn did not answer within {START_SECONDS} s."
    raise RuntimeError(message)
