"""`list_api_keys`: which programs have a key."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from custom_user.models import ApiKey
from custom_user.selectors.api_keys import list_api_keys
from custom_user.services.credentials import find_account


class Command(BaseCommand):
    """Shows no key, only how each begins."""

    help = "List the API keys that are not revoked, newest first."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--owner", metavar="EMAIL", help="the keys of one account")
        parser.add_argument(
            "--json", action="store_true", help="write one JSON array, nothing else"
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        owner = None
        if options["owner"]:
            owner = find_account(email=options["owner"])
            if owner is None:
                raise CommandError("There is no account of this address.")
        keys = list_api_keys(owner=owner).select_related("owner")
        rows = [_as_dict(api_key) for api_key in keys.order_by("-created_at", "-pk")]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(
                f"{row['id']}  {row['hint']}…  {row['owner']}  {row['name']}  "
                f"{','.join(row['scopes'])}  last used: {row['last_used_at'] or '-'}  "
                f"expires: {row['expires_at'] or '-'}"
            )
        self.stderr.write(f"API keys: {len(rows)}.")


def _as_dict(api_key: ApiKey) -> dict[str, Any]:
    return {
        "id": str(api_key.public_id),
        "owner": api_key.owner.email,
        "name": api_key.name,
        "hint": api_key.hint,
        "scopes": api_key.scopes,
        "tier": api_key.tier or None,
        "created_at": _as_text(api_key.created_at),
        "last_used_at": _as_text(api_key.last_used_at),
        "expires_at": _as_text(api_key.expires_at),
    }


def _as_text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
