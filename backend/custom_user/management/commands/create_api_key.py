"""`create_api_key`: make a key for a program."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from typing_extensions import override

from common.exceptions import DomainError
from custom_user.constants import SCOPES, Tier
from custom_user.models import ApiKey
from custom_user.services.api_keys import create_api_key
from custom_user.services.credentials import find_account

NAME_MAX_LENGTH = 100


class Command(BaseCommand):
    """Prints the key this once; only its digest is kept."""

    help = (
        "Make an API key that lets a program do what its owner may, as far as the "
        f"scopes reach. Scopes: {', '.join(SCOPES)}. The key is printed this once."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("owner", metavar="OWNER_EMAIL")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            dest="scopes",
            metavar="SCOPE",
            help="such as posts:read; give it again for more",
        )
        parser.add_argument("--tier", default="", help=", ".join(Tier.values))
        parser.add_argument("--expires", help="2027-01-31, or 2027-01-31T18:00:00Z")
        parser.add_argument(
            "--json", action="store_true", help="write one JSON object, nothing else"
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        name = _check_name(options["name"])
        _check_choices("scope", options["scopes"], SCOPES)
        _check_choices("tier", [options["tier"]], ("", *Tier.values))
        expires_at = parse_moment(options["expires"]) if options["expires"] else None
        owner = find_account(email=options["owner"])
        if owner is None:
            raise CommandError("There is no account of this address.")
        try:
            new = create_api_key(
                owner=owner,
                name=name,
                scopes=options["scopes"],
                tier=options["tier"],
                expires_at=expires_at,
                now=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(error.detail) from error
        if options["json"]:
            self.stdout.write(_as_json(new.api_key, new.text))
        else:
            self.stdout.write(new.text)
            self.stderr.write(
                f"Made {new.api_key.public_id}. Store the key; it is not shown again."
            )


def parse_moment(text: str) -> datetime:
    """Return a moment; a day alone means its beginning where the site is.

    Raises:
        CommandError: it is neither.
    """
    try:
        day, moment = parse_date(text), parse_datetime(text)
    except ValueError:
        day = moment = None
    if day is not None:
        moment = datetime.combine(day, time.min)
    if moment is None:
        raise CommandError(f'"{text}" is no date such as 2027-01-31.')
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _check_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > NAME_MAX_LENGTH or not name.isprintable():
        raise CommandError(f"--name must have 1 to {NAME_MAX_LENGTH} letters.")
    return name


def _check_choices(option: str, given: list[str], known: tuple[str, ...]) -> None:
    for value in given:
        if value not in known:
            choices = ", ".join(choice for choice in known if choice)
            raise CommandError(f'There is no {option} "{value}". Choose: {choices}.')


def _as_json(api_key: ApiKey, text: str) -> str:
    expires_at = api_key.expires_at
    return json.dumps(
        {
            "id": str(api_key.public_id),
            "key": text,
            "name": api_key.name,
            "scopes": api_key.scopes,
            "tier": api_key.tier or None,
            "expires_at": expires_at and expires_at.isoformat(),
        }
    )
