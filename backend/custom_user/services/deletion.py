"""Asking for the own account to be deleted, and thinking better of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from common.jobs import enqueue_on_commit
from common.locks import lock_until_commit
from custom_user.constants import MailKind
from custom_user.exceptions import AccountDisabledError, LastSuperuserError
from custom_user.models import AccountErasure, CustomUser
from custom_user.services.erasure import find_by_cancel_key
from custom_user.services.mail import mail_account


@transaction.atomic
def schedule_deletion(*, user: CustomUser, now: datetime) -> AccountErasure:
    """Close the account at once and have it erased after the grace period.

    All tokens, keys and sessions end here. Asking again gives the same receipt.

    Raises:
        LastSuperuserError: nobody else could do what this account can.
        AccountDisabledError: an administrator has just closed the account.
    """
    _require_another_superuser(user)
    grace = timedelta(days=settings.ACCOUNT_DELETION_GRACE_DAYS)
    erasure, is_new = AccountErasure.objects.get_or_create(
        user=user,
        cancelled_at=None,
        erased_at=None,
        defaults={"erase_after": now + grace},
    )
    open_account = CustomUser.objects.filter(pk=user.pk, is_active=True)
    if not open_account.update(is_active=False, updated_at=now):
        if is_new:
            # Or the link in the mail would open what somebody else has closed.
            raise AccountDisabledError
        return erasure
    # An old request is still there if an administrator let the account in again.
    erasure.erase_after = now + grace
    erasure.save(update_fields=["erase_after"])
    mail_account(user=user, kind=MailKind.DELETION_SCHEDULED, erasure_id=erasure.pk)
    if not grace:
        enqueue_on_commit("custom_user.erase_due_accounts")
    return erasure


@transaction.atomic
def cancel_deletion(*, key: str, now: datetime) -> None:
    """Open the account again; tokens and keys from before stay dead.

    Raises:
        LinkInvalidError: the key was used, is too old, or no longer opens anything.
    """
    erasure = find_by_cancel_key(key=key, now=now)
    erasure.cancelled_at = now
    erasure.save(update_fields=["cancelled_at"])
    user = CustomUser.objects.get(erasures=erasure)
    user.is_active = True
    user.save(update_fields=["is_active"])
    mail_account(user=user, kind=MailKind.DELETION_CANCELLED)


def _require_another_superuser(user: CustomUser) -> None:
    if not user.is_superuser:
        return
    # Two of them must not leave at the same moment.
    lock_until_commit("superusers")
    others = CustomUser.objects.filter(is_superuser=True, is_active=True)
    if not others.exclude(pk=user.pk).exists():
        raise LastSuperuserError
