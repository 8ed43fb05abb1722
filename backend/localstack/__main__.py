"""Command line: `run` the stack, or `test` and `exec` against services of their own."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from config.settings.env import forget_local_services
from localstack.command import run_with_services
from localstack.launch import tie_to_caller
from localstack.processes import ProcessDiedError
from localstack.progress import say
from localstack.run import run
from localstack.workspace import WorkspaceError


def main() -> int:
    """Do what the command line says and return the exit status."""
    parser = argparse.ArgumentParser(prog="localstack", description=__doc__)
    # With make in between, killing make would otherwise leave everything running.
    parser.add_argument(
        "--with-caller", action="store_true", help="end with the caller"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("run", help="the whole stack, until Ctrl-C")
    for name, text in (("test", "pytest, in parallel"), ("exec", "any command")):
        action = actions.add_parser(name, help=text)
        action.add_argument("command", nargs="*", help="after --")
    arguments = parser.parse_args()
    if arguments.with_caller:
        tie_to_caller()
    # SIGINT as well: a shell starts its background jobs with that one ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    # What an earlier run wrote down are our own services; they are not given ones.
    forget_local_services()
    try:
        return _act(arguments)
    except WorkspaceError as error:
        say(str(error), style="red")
    except ProcessDiedError as error:
        say("\n".join([*error.child.tail(), str(error)]))
    except KeyboardInterrupt:
        return 130
    return 1


def _act(arguments: argparse.Namespace) -> int:
    if arguments.action == "run":
        return run()
    command: list[str] = arguments.command
    if arguments.action == "test":
        command = [sys.executable, "-m", "pytest", "-n", "auto", *command]
    return run_with_services(command)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
