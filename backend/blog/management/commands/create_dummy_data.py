"""Fills a database with made-up posts."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress
from typing_extensions import override

from blog.services.counters import recount_all
from blog.services.dummy import (
    DummyOptions,
    count_dummy_posts,
    create_dummy_posts,
    prepare_dummy_world,
)

MAX_POSTS = 10_000_000


class Command(BaseCommand):
    """Adds what is missing, so an interrupted run is finished by the same command."""

    help = (
        "Fill the database with made-up posts of about 4 KB: 60 % published over eight "
        "years, the others in every other state, with authors, tags and series. The "
        "same seed gives the same posts. --posts is how many there shall be: posts of "
        "this seed that exist are counted, and only the missing ones are made."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--posts", type=_count, required=True, metavar="N")
        parser.add_argument("--authors", type=_count, default=50, metavar="N")
        parser.add_argument("--tags", type=_count, default=100, metavar="N")
        parser.add_argument(
            "--seed", type=_count, default=1, help="Another number, other posts."
        )
        parser.add_argument(
            "--json", action="store_true", help="Report as one JSON object."
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        wanted = DummyOptions(
            **{name: options[name] for name in ("posts", "authors", "tags", "seed")}
        )
        existing = count_dummy_posts(wanted)
        started = time.monotonic()
        batches = create_dummy_posts(wanted, prepare_dummy_world(wanted))
        created = sum(self._shown(batches, max(0, wanted.posts - existing)))
        if created:
            recount_all(now=timezone.now())
        seconds = time.monotonic() - started
        report = {
            "existing": existing,
            "created": created,
            "seconds": round(seconds, 1),
            "posts_per_second": round(created / seconds),
        }
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write(
                f"{existing:,} dummy posts of this seed existed, {created:,} were made "
                f"in {seconds:.1f} s ({created / seconds:,.0f} a second)."
            )

    def _shown(self, batches: Iterator[int], total: int) -> Iterator[int]:
        """Show progress on a terminal; pipes and logs get the report alone."""
        console = Console(file=sys.stderr)
        with Progress(
            console=console, disable=not console.is_terminal, transient=True
        ) as progress:
            task = progress.add_task("Making posts", total=total)
            for size in batches:
                progress.advance(task, size)
                yield size


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_POSTS:
        message = f"“{text}” is no whole number from 1 to {MAX_POSTS:,}"
        raise ArgumentTypeError(message)
    return int(text)
