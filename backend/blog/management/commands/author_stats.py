"""Says what authors have written."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from typing_extensions import override

from author.exceptions import AuthorNotFoundError
from author.selectors.statistics import NamedAuthor, get_named_author
from blog.selectors.statistics import AuthorStatistics, get_author_statistics


class Command(BaseCommand):
    """Fails on the first author it does not know, before it prints anything."""

    help = (
        "Print the numbers of authors: posts, published posts, words, and when the "
        "first and the last published post appeared."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "author_ids",
            nargs="+",
            metavar="ID",
            help="Primary key, public id (a UUID) or slug of an author.",
        )
        parser.add_argument(
            "--custom",
            type=int,
            metavar="N",
            help="Look at the last N posts of each author only.",
        )
        parser.add_argument(
            "--json", action="store_true", help="Report as one JSON list."
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        last = options["custom"]
        if last is not None and last < 1:
            raise CommandError("--custom takes a number from 1 up.")
        try:
            authors = [get_named_author(key) for key in options["author_ids"]]
        except AuthorNotFoundError as error:
            raise CommandError(error.detail) from error
        now = timezone.now()
        found = [
            (author, get_author_statistics(author.id, now=now, last=last))
            for author in authors
        ]
        if options["json"]:
            self.stdout.write(json.dumps([_as_dict(*pair) for pair in found]))
        else:
            for pair in found:
                self.stdout.write(_as_line(*pair))


def _as_dict(author: NamedAuthor, numbers: AuthorStatistics) -> dict[str, Any]:
    who = {"id": str(author.public_id), "slug": author.slug, "name": author.name}
    values = asdict(numbers).items()
    return who | {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values
    }


def _as_line(author: NamedAuthor, numbers: AuthorStatistics) -> str:
    line = (
        f"{author.name} ({author.slug}): {numbers.posts} posts, "
        f"{numbers.published_posts} published, {numbers.words} words"
    )
    first, last = numbers.first_published_at, numbers.last_published_at
    return f"{line}, {first:%Y-%m-%d} to {last:%Y-%m-%d}" if first and last else line
