"""Makes the groups that stand for roles."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from custom_user.services.roles import PermissionsMissingError, ensure_roles


class Command(BaseCommand):
    """Safe to run again and again, also while the site runs."""

    help = (
        "Make one group per role (Administrator, Editor, Author, Contributor, "
        "Moderator, Reader, Support Agent) with exactly the permissions of that role. "
        "Permissions that somebody gave to these groups by hand are taken away; put "
        "such exceptions in groups of your own. Permissions of accounts count for "
        "nothing."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="Report as one JSON object."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Report, and change nothing."
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changes = asdict(ensure_roles(dry_run=options["dry_run"]))
        except PermissionsMissingError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(changes))
        else:
            counts = ", ".join(f"{count} {what}" for what, count in changes.items())
            self.stdout.write(f"Roles: {counts}.")
