"""Work on accounts that nobody should wait for."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from custom_user.constants import MailKind
from custom_user.services import erasure, exporting, mail_sending, pruning


@shared_task(
    name="custom_user.send_account_mail",
    bind=True,
    autoretry_for=(mail_sending.MailNotSentError, OperationalError),
    # About half an hour, in steps that are short enough for the broker to hold.
    max_retries=60,
    retry_backoff=True,
    retry_backoff_max=60,
    retry_jitter=True,
    acks_late=True,
    soft_time_limit=45,
    time_limit=60,
)
def send_account_mail(self: Any, user_id: int, kind: str, **ids: int) -> None:
    """Write and send a mail about an account."""
    mail_sending.send_account_mail(
        job_id=self.request.id,
        user_id=user_id,
        kind=MailKind(kind),
        now=timezone.now(),
        **ids,
    )


@shared_task(
    name="custom_user.tell_former_addresses",
    autoretry_for=(OperationalError,),
    max_retries=2,
    retry_backoff=True,
    retry_jitter=True,
    soft_time_limit=45,
    time_limit=60,
    # The next one does the same.
    expires=300,
)
def tell_former_addresses() -> None:
    """Send the mail about changed addresses whose own jobs got lost."""
    mail_sending.tell_former_addresses()


@shared_task(
    name="custom_user.make_data_export",
    autoretry_for=(OperationalError,),
    max_retries=5,
    retry_backoff=True,
    retry_jitter=True,
    acks_late=True,
    soft_time_limit=120,
    time_limit=150,
)
def make_data_export(export_id: int) -> None:
    """Collect all that is known of an account."""
    exporting.make_export(export_id=export_id, now=timezone.now())


@shared_task(
    name="custom_user.erase_due_accounts",
    autoretry_for=(OperationalError,),
    max_retries=2,
    retry_backoff=True,
    retry_jitter=True,
    soft_time_limit=200,
    time_limit=230,
    # The next one does the same.
    expires=3600,
)
def erase_due_accounts() -> None:
    """Erase the accounts whose grace period is over."""
    erasure.erase_due_accounts(now=timezone.now())


@shared_task(
    name="custom_user.prune_expired",
    autoretry_for=(OperationalError,),
    max_retries=2,
    retry_backoff=True,
    retry_jitter=True,
    soft_time_limit=45,
    time_limit=60,
    # The next one does the same.
    expires=3600,
)
def prune_expired() -> None:
    """Forget what has expired, and have exports made whose jobs got lost."""
    now = timezone.now()
    pruning.prune_expired(now=now)
    exporting.enqueue_lost_exports(now=now)
