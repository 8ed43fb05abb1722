"""Counts published posts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from typing_extensions import override

from blog.selectors.statistics import count_published_posts


class Command(BaseCommand):
    """A number on a line of its own, for people and scripts."""

    help = (
        "Print how many posts are published by state and clock at this moment: "
        "scheduled ones from their time on, until their end, and none in the trash. "
        "Posts for members, unlisted and private ones are counted."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help='Print {"published_posts": N} instead.'
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        count = count_published_posts(now=timezone.now())
        report = {"published_posts": count}
        self.stdout.write(json.dumps(report) if options["json"] else str(count))
