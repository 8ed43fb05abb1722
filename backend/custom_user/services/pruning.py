"""Forgetting what has expired and is good for nothing any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from custom_user.services.exporting import forget_expired_exports
from custom_user.services.one_time import forget_spent
from custom_user.services.tokens import forget_expired_tokens


@dataclass(frozen=True)
class Pruned:
    """How many rows of each kind went."""

    tokens: int
    spent_secrets: int
    exports: int


@transaction.atomic
def prune_expired(*, now: datetime) -> Pruned:
    """Delete expired tokens, notes of used secrets, and exports.

    Accounts are never deleted here, whether anybody uses them or not.
    """
    return Pruned(
        tokens=forget_expired_tokens(now=now),
        spent_secrets=forget_spent(now=now),
        exports=forget_expired_exports(now=now),
    )
