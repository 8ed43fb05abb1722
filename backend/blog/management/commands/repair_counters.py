"""Makes stored counters right again."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from typing_extensions import override

from blog.services.counters import recount_all


class Command(BaseCommand):
    """Safe at any time; also what makes counters follow the clock."""

    help = (
        "Count the public posts of all authors, tags and series anew and store what "
        "differs. Prints how many counters were wrong."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Count and report, store nothing."
        )
        parser.add_argument(
            "--json", action="store_true", help="Report as one JSON object."
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            differed = recount_all(now=timezone.now())
            transaction.set_rollback(options["dry_run"])
        if options["json"]:
            report = {"differed": differed, "repaired": not options["dry_run"]}
            self.stdout.write(json.dumps(report))
        else:
            done = "would be repaired" if options["dry_run"] else "were repaired"
            self.stdout.write(f"Counters that differed and {done}: {differed}.")
