"""What Django has to do before the servers start, in one process to save its imports.

The only module of this package that knows Django; `run` starts it as a program.
"""

from __future__ import annotations

import io
import sys
import traceback
from pathlib import Path

import django
from django.core.management import call_command

from localstack.progress import say, step


def main(accounts: Path) -> int:
    """Bring database and demo content up to date; return an exit status."""
    output = io.StringIO()
    commands = [
        ("Migrate the database", ["migrate", "--noinput"]),
        ("Create roles", ["seed_roles"]),
        (
            "Create demo content and accounts",
            ["seed_demo", "--accounts", str(accounts), "--if-empty"],
        ),
    ]
    try:
        with step("Load the application"):
            django.setup()
        for title, command in commands:
            with step(title):
                call_command(*command, stdout=output, stderr=output)
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001 - whatever it is, the developer has to see it.
        say(output.getvalue() + traceback.format_exc())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
