from __future__ import annotations

import json
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from custom_user.models import AccountErasure, CustomUser
from custom_user.services.deletion import schedule_deletion
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("erase_accounts", *arguments, stdout=out)
    return out.getvalue()


def ask(*, due: bool) -> AccountErasure:
    now = timezone.now()
    erasure = schedule_deletion(user=UserFactory.create(), now=now)
    if due:
        erasure.erase_after = now
        erasure.save()
    return erasure


def test_what_is_due_is_erased() -> None:
    ask(due=True)
    ask(due=False)

    assert run() == "Accounts: 1 erased, 0 skipped, 0 failed.\n"
    assert CustomUser.objects.count() == 1
    assert json.loads(run("--json")) == {"erased": 0, "skipped": 0, "failed": 0}


def test_a_receipt_is_erased_before_its_time() -> None:
    erasure, other = ask(due=False), ask(due=True)

    run("--receipt", str(erasure.public_id))

    assert CustomUser.objects.get() == other.user


def test_a_dry_run_erases_nothing() -> None:
    erasure, later = ask(due=True), ask(due=False)

    assert run("--dry-run") == f"Would erase: 1.\n{erasure.public_id}\n"
    assert json.loads(run("--dry-run", "--json", f"--receipt={later.public_id}")) == {
        "would_erase": [str(later.public_id)]
    }
    assert CustomUser.objects.count() == 2


@pytest.mark.parametrize("receipt", [str(UUID(int=7)), "x", ""])
def test_an_unknown_receipt_is_an_error(receipt: str) -> None:
    ask(due=True)

    with pytest.raises(CommandError, match="no receipt"):
        run("--receipt", receipt)

    assert CustomUser.objects.count() == 1


def test_what_is_settled_is_an_error() -> None:
    erasure = ask(due=True)
    run()

    with pytest.raises(CommandError, match="erased already"):
        run("--receipt", str(erasure.public_id))


def test_not_having_erased_it_is_an_error() -> None:
    erasure = ask(due=False)
    CustomUser.objects.update(is_active=True)

    with pytest.raises(CommandError, match="Not everything"):
        run("--receipt", str(erasure.public_id))
