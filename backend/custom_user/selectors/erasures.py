"""Reading requests to delete accounts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from custom_user.exceptions import ReceiptNotFoundError
from custom_user.models import AccountErasure


def pending_erasures() -> QuerySet[AccountErasure]:
    """Return what is neither done nor cancelled."""
    return AccountErasure.objects.filter(cancelled_at=None, erased_at=None)


def list_due_erasures(*, now: datetime) -> list[AccountErasure]:
    """Return the pending ones whose grace period is over, the oldest first."""
    return list(pending_erasures().filter(erase_after__lte=now).order_by("erase_after"))


def get_erasure(receipt: str) -> AccountErasure:
    """Return the request with this number on its receipt.

    Raises:
        ReceiptNotFoundError: there is no such number.
    """
    try:
        erasure: AccountErasure = AccountErasure.objects.get(public_id=UUID(receipt))
    except (ValueError, AccountErasure.DoesNotExist) as error:
        raise ReceiptNotFoundError from error
    return erasure


def state_of(erasure: AccountErasure) -> str:
    """Return `pending`, `cancelled` or `erased`."""
    if erasure.cancelled_at is not None:
        return "cancelled"
    return "pending" if erasure.erased_at is None else "erased"
