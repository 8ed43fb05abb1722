"""`import_markdown`: take in a directory of Markdown files and report on each."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table
from typing_extensions import override

from blog.services.importing import (
    OUTCOMES,
    ImportOptions,
    ImportSourceError,
    Line,
    Report,
    SourceTree,
    import_tree,
)

SOURCE_MAX_LENGTH = 100


class Command(BaseCommand):
    """Imports posts of Jekyll, Hugo or Zola; see `--help`."""

    help = (
        "Import a directory of Markdown files with YAML, TOML or JSON front matter. "
        "Old addresses become redirects, images are stored, drafts stay drafts. "
        "Safe to interrupt and to run again: what has not changed is left alone."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument(
            "--source",
            default="",
            help=(
                "name under which this directory is remembered, wherever it lies "
                "(default: its absolute path, so give one before you move it)"
            ),
        )
        parser.add_argument(
            "--author", default="", help="who signs the posts that name no author"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report everything, store nothing"
        )
        parser.add_argument(
            "--json", action="store_true", help="write the report as JSON, nothing else"
        )
        parser.add_argument(
            "--batch-size", type=int, default=100, help="files in one transaction"
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tree = SourceTree(options["directory"])
        except ImportSourceError as error:
            raise CommandError(str(error)) from error
        total = sum(1 for _file in tree.files())
        if not total:
            raise CommandError(f"There is no Markdown file in {options['directory']}.")
        started_at = time.monotonic()
        report = self._import(tree, _import_options(tree, options), total)
        seconds = time.monotonic() - started_at
        with _quiet_when_nobody_reads(self.stdout):
            if options["json"]:
                text = _as_json(report, seconds, is_dry_run=options["dry_run"])
                self.stdout.write(text)
            else:
                self._write(report, seconds, is_dry_run=options["dry_run"])
        if report.is_interrupted:
            sys.exit(130)
        if report.failures:
            sys.exit(1)

    def _import(self, tree: SourceTree, options: ImportOptions, total: int) -> Report:
        console = Console(stderr=True)
        progress = Progress(
            "Importing",
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        with progress, _stop_on_interrupt() as stop:
            task = progress.add_task("", total=total)
            return import_tree(
                tree,
                options,
                on_progress=lambda number: progress.advance(task, number),
                should_stop=stop.is_set,
            )

    def _write(self, report: Report, seconds: float, *, is_dry_run: bool) -> None:
        self.stdout.write(_as_table(report))
        for heading, lines in (
            ("Failed", report.failures),
            ("Skipped", report.skipped),
            ("Look at", report.warnings),
        ):
            if lines:
                self.stdout.write(f"\n{heading}:")
            for line in lines:
                self.stdout.write(f"  {line.kind}: {line.file}: {line.reason}")
        speed = _speed(report, seconds)
        self.stdout.write(f"\n{seconds:.1f} seconds, {speed:.0f} posts a second.")
        if is_dry_run:
            self.stdout.write("This was a dry run: nothing has been stored.")
        if report.is_interrupted:
            self.stdout.write("Interrupted: run it again to import the rest.")


def _import_options(tree: SourceTree, options: dict[str, Any]) -> ImportOptions:
    source = options["source"] or source_of(tree.root)
    if not source or len(source) > SOURCE_MAX_LENGTH or not source.isprintable():
        raise CommandError("Give the directory a name of 1 to 100 letters: --source.")
    author = options["author"].strip()
    if len(author) > 100 or (author and not author.isprintable()):
        raise CommandError("--author must be a name of at most 100 letters.")
    if options["batch_size"] < 1:
        raise CommandError("--batch-size must be at least 1.")
    return ImportOptions(
        source=source,
        now=timezone.now(),
        default_author=author,
        is_dry_run=options["dry_run"],
        batch_size=options["batch_size"],
    )


def source_of(directory: Path) -> str:
    """Return the path of a directory, or what fits of it and is still its own."""
    path = str(directory)
    if len(path) <= SOURCE_MAX_LENGTH and path.isprintable():
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    readable = "".join(letter if letter.isprintable() else "?" for letter in path)
    room = SOURCE_MAX_LENGTH - len(digest) - 2
    return f"…{readable[-room:]} {digest}"


@contextmanager
def _quiet_when_nobody_reads(output: OutputWrapper) -> Iterator[None]:
    """End with status 141, as other tools do, when a pipe's reader has left."""
    try:
        yield
        output.flush()
    except BrokenPipeError:
        # Python flushes once more at its end, which would complain again.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, output.fileno())
        os.close(nowhere)
        sys.exit(141)


@contextmanager
def _stop_on_interrupt() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C into a request to stop after this batch.

    The second one interrupts at once, as always.
    """
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask_to_stop)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _as_table(report: Report) -> str:
    table = Table("", "found", *OUTCOMES)
    for column in table.columns[1:]:
        column.justify = "right"
    for kind, row in report.rows().items():
        table.add_row(kind, *(f"{number:,}" for number in row.values()))
    text = io.StringIO()
    Console(file=text, width=80).print(table)
    return text.getvalue()


def _as_json(report: Report, seconds: float, *, is_dry_run: bool) -> str:
    return json.dumps(
        {
            "dry_run": is_dry_run,
            "interrupted": report.is_interrupted,
            "kinds": report.rows(),
            "failures": _as_dicts(report.failures),
            "skipped": _as_dicts(report.skipped),
            "warnings": _as_dicts(report.warnings),
            "seconds": round(seconds, 3),
            "posts_per_second": round(_speed(report, seconds), 1),
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_dicts(lines: list[Line]) -> list[dict[str, str]]:
    return [
        {"kind": line.kind, "file": line.file, "reason": line.reason} for line in lines
    ]


def _speed(report: Report, seconds: float) -> float:
    return report.found["posts"] / max(seconds, 0.001)
