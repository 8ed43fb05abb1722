"""Counts posts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from typing_extensions import override

from blog.selectors.statistics import count_posts


class Command(BaseCommand):
    """A number on a line of its own, for people and scripts."""

    help = (
        "Print the number of all posts: drafts and those in the trash are counted, too."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help='Print {"total_posts": N} instead.'
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        count = count_posts()
        report = json.dumps({"total_posts": count}) if options["json"] else str(count)
        self.stdout.write(report)
