"""Copies of all that is known of an account, made by a worker for its holder."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from common.jobs import enqueue_on_commit
from custom_user.constants import EXPORT_LIFETIME, MailKind
from custom_user.events import personal_data_requested
from custom_user.models import CustomUser, DataExport
from custom_user.selectors.personal_data import collect_account_data
from custom_user.services.mail import mail_account
from custom_user.services.tokens import lock_account

JOB = "custom_user.make_data_export"
# Each holds all that somebody has written.
EXPORTS_PER_ACCOUNT = 3
# A job that has not run by then was lost.
MADE_WITHIN = timedelta(minutes=10)


@transaction.atomic
def request_export(*, user: CustomUser, now: datetime) -> DataExport:
    """Have a copy made, unless one is in the making; return the one or the other."""
    lock_account(user=user)
    # An expired one would be handed out, and not be found any more.
    DataExport.objects.filter(user=user, expires_at__lte=now).delete()
    export, _ = DataExport.objects.get_or_create(
        user=user, ready_at=None, defaults={"expires_at": now + EXPORT_LIFETIME}
    )
    # Also for one in the making: its job may have been lost, and runs twice unharmed.
    enqueue_on_commit(JOB, export_id=export.pk)
    return export


@transaction.atomic
def make_export(*, export_id: int, now: datetime) -> None:
    """Make the copy and mail about it; nothing if that is done or the account gone."""
    exports = DataExport.objects.select_for_update(of=("self",)).select_related("user")
    export = exports.filter(pk=export_id, ready_at=None, user__is_active=True).first()
    if export is None:
        return
    export.content = _as_json({"made_at": now, "sections": _collect(export.user)})
    export.ready_at, export.expires_at = now, now + EXPORT_LIFETIME
    export.save(update_fields=["content", "ready_at", "expires_at"])
    _drop_surplus(export.user)
    mail_account(user=export.user, kind=MailKind.EXPORT_READY)


def enqueue_lost_exports(*, now: datetime) -> int:
    """Have those made whose job was lost, and return how many there were."""
    lost = DataExport.objects.filter(
        ready_at=None, created_at__lt=now - MADE_WITHIN, user__is_active=True
    )
    ids = list(lost.values_list("pk", flat=True))
    for export_id in ids:
        enqueue_on_commit(JOB, export_id=export_id)
    return len(ids)


def forget_expired_exports(*, now: datetime) -> int:
    """Delete the copies that have expired, and return how many there were."""
    deleted, _ = DataExport.objects.filter(expires_at__lte=now).delete()
    return deleted


def _collect(user: CustomUser) -> dict[str, Any]:
    sections = collect_account_data(user)
    answers: Any = personal_data_requested.send(sender=CustomUser, user=user)
    for _, more in answers:
        sections |= more
    return sections


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _drop_surplus(user: CustomUser) -> None:
    ready = DataExport.objects.filter(user=user, ready_at__isnull=False)
    kept = ready.order_by("-ready_at", "-pk").values_list("pk", flat=True)
    ready.exclude(pk__in=list(kept[:EXPORTS_PER_ACCOUNT])).delete()
