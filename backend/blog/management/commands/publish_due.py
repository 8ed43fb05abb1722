"""Publishes what is due."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from typing_extensions import override

from blog.services.scheduling import find_due, publish_due


class Command(BaseCommand):
    """Safe at any time and any number of times at once; also a job every 30 seconds."""

    help = (
        "Publish the scheduled posts and the scheduled changes of live posts whose "
        "time has come. Readers see posts on time without it: this puts them on "
        "record and makes counters right."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Tell what is due, change nothing."
        )
        parser.add_argument(
            "--json", action="store_true", help="Report as one JSON object."
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        work = find_due if options["dry_run"] else publish_due
        report = asdict(work(now=timezone.now()))
        if options["json"]:
            done = {"dry_run": options["dry_run"], **report}
            self.stdout.write(json.dumps(done))
            return
        counts = ", ".join(f"{len(ids)} {what}" for what, ids in report.items())
        head = "Would be" if options["dry_run"] else "Posts"
        self.stdout.write(f"{head}: {counts}.")
