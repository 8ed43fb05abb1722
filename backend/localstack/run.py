"""`make run`: the whole stack in the foreground, until somebody stops it."""

from __future__ import annotations

import signal
import time

from config.settings import env
from localstack import welcome
from localstack.ports import LOOPBACK, free_port, is_free
from localstack.processes import STOP_SECONDS, ProcessDiedError, Supervisor
from localstack.progress import say
from localstack.stack import Stack
from localstack.workspace import Workspace, WorkspaceError, read_json

_PREFERRED_PORT = 8000


def run() -> int:
    """Run the stack and return the exit status: 0 when it was asked to stop."""
    root = env.ROOT_DIR / ".local"
    workspace = Workspace(root, root)
    workspace.open()
    _acquire(workspace)
    workspace.run_file.unlink(missing_ok=True)
    stack = Stack(Supervisor(workspace), f"http://{LOOPBACK}:{_choose_port()}")
    try:
        return _run(stack)
    finally:
        # From here on nothing may interrupt, or something would be left running.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        workspace.run_file.unlink(missing_ok=True)
        stack.supervisor.stop()


def _run(stack: Stack) -> int:
    try:
        stack.start()
        welcome.show(stack.supervisor.workspace)
        stack.follow()
    except KeyboardInterrupt:
        say("\nStopping. Your data is kept in .local; goodbye.")
        return 0
    except ProcessDiedError as error:
        lines = "\n".join(error.child.tail())
        say(f"{lines}\n{error} Its last lines are above; stopping the rest.")
    except TimeoutError as error:
        say(f"{error} The logs are in {stack.supervisor.workspace.logs}.")
    return 1


def _acquire(workspace: Workspace) -> None:
    """Take the lock, waiting for an earlier run that is just stopping.

    Raises:
        WorkspaceError: another run goes on.
    """
    deadline = time.monotonic() + 2 * STOP_SECONDS
    while not workspace.acquire():
        url = read_json(workspace.run_file).get("base_url")
        if url or time.monotonic() > deadline:
            message = f"Already running in this checkout: {url or 'not ready yet'}"
            raise WorkspaceError(f"{message}\nStop that one first (Ctrl-C).")
        time.sleep(0.1)


def _choose_port() -> int:
    """Return the port of the site.

    Raises:
        WorkspaceError: the port that was asked for is taken.
    """
    asked: int | None = env.env.int("PORT", default=None)
    if asked is None:
        port = free_port(_PREFERRED_PORT)
        if port != _PREFERRED_PORT:
            say(f"Port {_PREFERRED_PORT} is taken, so the site uses {port}.")
        return port
    if not is_free(asked):
        message = f"Port {asked} is taken. Choose another one: make run PORT=8123"
        raise WorkspaceError(message)
    return asked
