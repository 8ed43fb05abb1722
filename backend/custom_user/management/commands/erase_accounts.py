"""Erases the accounts whose holders have asked for it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from typing_extensions import override

from custom_user.exceptions import ReceiptNotFoundError
from custom_user.models import AccountErasure
from custom_user.selectors.erasures import get_erasure, list_due_erasures, state_of
from custom_user.services.erasure import ErasureReport, erase_accounts


class Command(BaseCommand):
    """Safe at any time, beside the hourly job as well."""

    help = (
        "Erase the accounts whose holders asked for it and whose grace period is over. "
        "With --receipt, erase that one, also before its time. Prints how many were "
        "erased, skipped (done, cancelled or being done by somebody else) and failed. "
        "Exit code 1 if one failed or there is nothing to erase for the receipt."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--receipt", metavar="UUID", help="The number of one request."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Print the receipts, erase nothing."
        )
        parser.add_argument(
            "--json", action="store_true", help="Report as one JSON object."
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        receipt: str | None = options["receipt"]
        chosen = list_due_erasures(now=now) if receipt is None else [_find(receipt)]
        if options["dry_run"]:
            self._list(chosen, as_json=options["json"])
            return
        report = erase_accounts(chosen, now=now)
        self._tell(report, as_json=options["json"])
        if report.failed or (receipt is not None and not report.erased):
            raise CommandError("Not everything was erased; the log says why.")

    def _list(self, chosen: list[AccountErasure], *, as_json: bool) -> None:
        receipts = [str(erasure.public_id) for erasure in chosen]
        if as_json:
            self.stdout.write(json.dumps({"would_erase": receipts}))
        else:
            self.stdout.write("\n".join([f"Would erase: {len(receipts)}.", *receipts]))

    def _tell(self, report: ErasureReport, *, as_json: bool) -> None:
        counts = asdict(report)
        if as_json:
            self.stdout.write(json.dumps(counts))
        else:
            told = ", ".join(f"{count} {what}" for what, count in counts.items())
            self.stdout.write(f"Accounts: {told}.")


def _find(receipt: str) -> AccountErasure:
    try:
        erasure = get_erasure(receipt)
    except ReceiptNotFoundError as error:
        raise CommandError(f"There is no receipt {receipt}.") from error
    if (state := state_of(erasure)) != "pending":
        raise CommandError(f"This deletion is {state} already.")
    return erasure
