"""Deletes what has expired beside accounts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from typing_extensions import override

from custom_user.services.pruning import prune_expired


class Command(BaseCommand):
    """Safe at any time; also done every hour by a job."""

    help = (
        "Delete expired tokens, notes of used links and codes that have expired, and "
        "expired exports of personal data. Accounts are never deleted by this."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Count and report, delete nothing."
        )
        parser.add_argument(
            "--json", action="store_true", help="Report as one JSON object."
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            counts = asdict(prune_expired(now=timezone.now()))
            transaction.set_rollback(options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "deleted": not options["dry_run"]}))
        else:
            done = "would be deleted" if options["dry_run"] else "were deleted"
            told = ", ".join(
                f"{count} {what.replace('_', ' ')}" for what, count in counts.items()
            )
            self.stdout.write(f"Expired and {done}: {told}.")
