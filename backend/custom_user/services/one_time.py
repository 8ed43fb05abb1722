"""Secrets that work once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from custom_user.models import SpentSecret


def spend(secret: str, *, until: datetime) -> bool:
    """Use `secret` up and say whether this was the first time.

    Of any number of simultaneous calls one is told yes; the others wait for its
    transaction. `until` is when the secret stops being accepted anyway; the note of it
    is kept so long.
    """
    digest = hashlib.sha256(secret.encode()).hexdigest()
    _, is_first = SpentSecret.objects.get_or_create(
        digest=digest, defaults={"expires_at": until}
    )
    return is_first


def forget_spent(*, now: datetime) -> int:
    """Delete the notes of secrets that have expired, and return how many there were."""
    deleted, _ = SpentSecret.objects.filter(expires_at__lt=now).delete()
    return deleted
