"""What Django has to do before the servers start, in one process to save its imports.

The only module of this package that knows Django; `run` starts it as a program.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import django
from django.core.management import call_command

from localstack.progress import step


def main(accounts: Path) -> int:
    """Bring database and demo content up to date; return an exit status."""
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
                call_command(*command, stdout=io.StringIO())
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
