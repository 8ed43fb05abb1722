from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from custom_user.models import AuthToken, CustomUser, DataExport, SpentSecret
from custom_user.services.tokens import open_session
from custom_user.tasks import prune_expired
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("prune_accounts", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _one_expired_of_each() -> None:
    now = timezone.now()
    past, future = now - timedelta(days=1), now + timedelta(days=1)
    user = UserFactory.create(date_joined=now - timedelta(days=900))
    for name in ("old", "new"):
        open_session(user=user, device_name=name, now=now)
    AuthToken.objects.filter(device_name="old").update(expiry=past)
    for number, until in enumerate((past, future)):
        SpentSecret.objects.create(digest=str(number), expires_at=until)
        DataExport.objects.create(
            user=user, content={}, ready_at=past, expires_at=until
        )


def left() -> list[int]:
    models = (AuthToken, SpentSecret, DataExport, CustomUser)
    return [model._default_manager.count() for model in models]


def test_what_has_expired_is_deleted() -> None:
    told = run()

    expected = "1 tokens, 1 spent secrets, 1 exports"
    assert told == f"Expired and were deleted: {expected}.\n"
    assert left() == [1, 1, 1, 1]
    assert json.loads(run("--json")) == {
        "tokens": 0,
        "spent_secrets": 0,
        "exports": 0,
        "deleted": True,
    }


def test_a_dry_run_deletes_nothing() -> None:
    assert "1 tokens" in run("--dry-run")
    assert json.loads(run("--dry-run", "--json"))["deleted"] is False
    assert left() == [2, 2, 2, 1]


def test_the_job_does_the_same() -> None:
    prune_expired()

    assert left() == [1, 1, 1, 1]
