"""Changing what an account says of its holder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, models, transaction

from common.exceptions import FieldError
from custom_user.exceptions import PhoneTakenError, UsernameTakenError
from custom_user.models import CustomUser, UserProfile
from custom_user.services.tokens import lock_account

ACCOUNT_COLUMNS = {
    "username": "username",
    "first_name": "first_name",
    "last_name": "last_name",
}
DETAIL_COLUMNS = {"phone": "phone_no", "city": "city"}
# Empty strings would collide where each value may occur once.
CLEARED: dict[str, None] = {"username": None, "phone": None}


@transaction.atomic
def update_profile(*, user: CustomUser, changes: Mapping[str, str | None]) -> None:
    """Write what is named in `changes` and differs; None clears.

    The names are `username`, `first_name`, `last_name`, `phone` and `city`.

    Raises:
        UsernameTakenError: another account has the user name.
        PhoneTakenError: another account has the phone number.
    """
    account = lock_account(user=user)
    if not _save(account, _pick(changes, ACCOUNT_COLUMNS)):
        raise UsernameTakenError(errors=(_taken("/username"),))
    details = UserProfile.objects.select_for_update().get(user=account)
    if not _save(details, _pick(changes, DETAIL_COLUMNS)):
        raise PhoneTakenError(errors=(_taken("/phone"),))


def _pick(
    changes: Mapping[str, str | None], columns: Mapping[str, str]
) -> dict[str, str | None]:
    return {
        column: changes[name] or CLEARED.get(name, "")
        for name, column in columns.items()
        if name in changes
    }


def _save(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Save what differs, and say whether no other row has what only one may have."""
    changed = {
        name: value for name, value in values.items() if getattr(row, name) != value
    }
    for name, value in changed.items():
        setattr(row, name, value)
    try:
        # Inside a savepoint, because what is read next must not fail.
        with transaction.atomic():
            if changed:
                row.save(update_fields=list(changed))
    except IntegrityError:
        return False
    return True


def _taken(pointer: str) -> FieldError:
    return FieldError(pointer, "taken", "Another account has this already.")
