"""`revoke_api_key`: refuse a key from now on."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from typing_extensions import override

from custom_user.exceptions import ApiKeyNotFoundError
from custom_user.selectors.api_keys import get_api_key
from custom_user.services.api_keys import revoke_api_key


class Command(BaseCommand):
    """The next request with the key is refused."""

    help = "Revoke an API key for good; list_api_keys shows the ids."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", metavar="ID")
        parser.add_argument(
            "--dry-run", action="store_true", help="find the key, and change nothing"
        )
        parser.add_argument(
            "--json", action="store_true", help="write one JSON object, nothing else"
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            api_key = get_api_key(options["id"])
        except ApiKeyNotFoundError as error:
            message = "There is no such key, or it is revoked; see list_api_keys."
            raise CommandError(message) from error
        revoked = not options["dry_run"] and revoke_api_key(
            api_key=api_key, now=timezone.now()
        )
        if options["json"]:
            facts = {"id": str(api_key.public_id), "revoked": revoked}
            self.stdout.write(json.dumps(facts))
        else:
            done = "Revoked" if revoked else "Would revoke"
            self.stdout.write(f"{done}: {api_key.name} ({api_key.hint}…).")
