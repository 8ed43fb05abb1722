"""Erasing accounts for good, and the key that still stops it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core import signing
from django.db import DatabaseError, transaction

from common.logging import log_event
from custom_user.events import account_erased
from custom_user.exceptions import LinkInvalidError
from custom_user.models import AccountErasure, CustomUser
from custom_user.selectors.erasures import list_due_erasures, pending_erasures
from custom_user.services.admin_traces import delete_admin_sessions, scrub_admin_log

KEY_SALT = "custom_user.cancel-deletion"


class ErasureFailedError(Exception):
    """Some app could not take a person out of what it keeps; the log says why."""


@dataclass
class ErasureReport:
    """How many accounts were erased, left alone and not erased because of a fault."""

    erased: int = 0
    skipped: int = 0
    failed: int = 0


def make_cancel_key(*, erasure: AccountErasure) -> str:
    """Return the secret that takes the deletion back, for the mail about it.

    It ends with the grace period, and earlier if somebody else ends the account's
    sessions meanwhile: an administrator who locks the account has the last word.
    """
    epoch = CustomUser.objects.values_list("session_epoch", flat=True)
    content = [str(erasure.public_id), epoch.get(erasures=erasure)]
    return signing.dumps(content, salt=KEY_SALT)


def find_by_cancel_key(*, key: str, now: datetime) -> AccountErasure:
    """Return the pending erasure that the key stops, locked until the commit.

    Raises:
        LinkInvalidError: the key is none of ours, or its time is over.
    """
    try:
        public_id, epoch = signing.loads(key, salt=KEY_SALT)
    except signing.BadSignature as error:
        raise LinkInvalidError from error
    pending = pending_erasures().filter(
        public_id=public_id, erase_after__gt=now, user__session_epoch=epoch
    )
    erasure = pending.select_related("user").select_for_update().first()
    if erasure is None:
        raise LinkInvalidError
    return erasure


def erase_due_accounts(*, now: datetime) -> ErasureReport:
    """Erase the accounts whose time has come, each in a transaction of its own."""
    return erase_accounts(list_due_erasures(now=now), now=now)


def erase_accounts(erasures: list[AccountErasure], *, now: datetime) -> ErasureReport:
    """Erase these accounts; one that fails is logged and stops no other."""
    report = ErasureReport()
    for erasure in erasures:
        try:
            if erase_account(erasure=erasure, now=now):
                report.erased += 1
            else:
                report.skipped += 1
        except (DatabaseError, ErasureFailedError) as error:
            report.failed += 1
            log_event(
                "account_not_erased",
                {"receipt": erasure.public_id, "error": type(error).__name__},
                logging_module=__name__,
                level="ERROR",
            )
    return report


@transaction.atomic
def erase_account(*, erasure: AccountErasure, now: datetime) -> bool:
    """Delete the account and all that is personal; only the receipt stays.

    What readers see of the person, such as bylines, stays as well. Says no and erases
    nothing if that is done, cancelled or just being done by somebody else. An account
    that is active again has been let in by an administrator, which cancels it.

    Raises:
        ErasureFailedError: some app could not take the person out.
    """
    pending = pending_erasures().select_for_update(skip_locked=True)
    locked = pending.filter(pk=erasure.pk).first()
    if locked is None:
        return False
    accounts = CustomUser.objects.select_for_update(of=("self",))
    user = accounts.filter(erasures=locked).first()
    if user is not None and user.is_active:
        locked.cancelled_at = now
        locked.save(update_fields=["cancelled_at"])
        return False
    # Without a user, somebody has deleted the account in the admin meanwhile.
    counts = {} if user is None else _delete(user, now)
    locked.user, locked.erased_at, locked.counts = None, now, counts
    locked.save(update_fields=["user", "erased_at", "counts"])
    log_event("account_erased", {"receipt": locked.public_id}, logging_module=__name__)
    return True


@transaction.atomic
def delete_account(*, user: CustomUser, now: datetime) -> None:
    """Delete an account at once and without a receipt, as administrators do.

    Raises:
        ErasureFailedError: some app could not take the person out.
    """
    # Before all that is its own, as everybody does who changes that.
    CustomUser.objects.select_for_update().filter(pk=user.pk).first()
    _delete(user, now)


def _delete(user: CustomUser, now: datetime) -> dict[str, int]:
    # Robust, so that one that fails does not hide what others say.
    answers = account_erased.send_robust(sender=CustomUser, user=user, now=now)
    if errors := [answer for _, answer in answers if isinstance(answer, Exception)]:
        raise ErasureFailedError from errors[0]
    scrub_admin_log(user=user)
    delete_admin_sessions(user=user)
    _, deleted = user.delete()
    kinds = {apps.get_model(label): count for label, count in deleted.items() if count}
    return {
        str(model._meta.verbose_name_plural): count
        for model, count in kinds.items()
        if not model._meta.auto_created
    }
