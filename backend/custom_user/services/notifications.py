"""What mail an account wants."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from custom_user.constants import Notification
from custom_user.models import CustomUser, NotificationChoice
from custom_user.services.tokens import lock_account


def wants(*, user: CustomUser, kind: Notification) -> bool:
    """Say whether the account takes mail of this kind; it does until it declines."""
    declined = NotificationChoice.objects.filter(user=user, kind=kind, is_wanted=False)
    return not declined.exists()


@transaction.atomic
def choose_notifications(*, user: CustomUser, choices: Mapping[str, bool]) -> None:
    """Note for each kind of mail that is named whether the account wants it."""
    lock_account(user=user)
    rows = [
        NotificationChoice(user=user, kind=Notification(kind), is_wanted=is_wanted)
        for kind, is_wanted in choices.items()
    ]
    # One statement, which two devices may run at once.
    NotificationChoice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["is_wanted", "updated_at"],
    )
