"""Fills a blog with posts that explain the product."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from typing_extensions import override

from blog.services.demo import seed_demo_posts
from custom_user.services.accounts_file import AccountsFileError
from custom_user.services.demo_accounts import ensure_demo_accounts
from custom_user.services.roles import PermissionsMissingError


class Command(BaseCommand):
    """Safe to run again: makes what is missing and leaves the rest as it is."""

    help = (
        "Fill the blog with demo posts that explain the product, their authors, tags, "
        "a series and a picture. Posts are recognised by slug and authors by e-mail "
        "address; what exists is never overwritten, so a second run changes nothing."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accounts",
            type=Path,
            metavar="PATH",
            help=(
                "Also make one account per role, <role>@demo.example, and keep their "
                "passwords and tokens in this JSON file, which its owner alone can "
                "read. Those that it has already are used again. Not for a public site."
            ),
        )
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Make posts only if the database has none; accounts in any case.",
        )
        parser.add_argument(
            "--json", action="store_true", help="Report as one JSON object."
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        report: dict[str, int] = {}
        if options["accounts"]:
            try:
                accounts = ensure_demo_accounts(options["accounts"])
            except (AccountsFileError, PermissionsMissingError) as error:
                raise CommandError(str(error)) from error
            report |= {f"accounts_{name}": n for name, n in asdict(accounts).items()}
        posts = seed_demo_posts(now=timezone.now(), only_if_empty=options["if_empty"])
        report |= asdict(posts)
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            for name, count in report.items():
                self.stdout.write(f"{name.replace('_', ' ').capitalize()}: {count}")
