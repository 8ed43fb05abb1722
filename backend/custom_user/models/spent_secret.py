"""What can be used once and has been."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from common.models import TimeStampedBaseModel


class SpentSecret(TimeStampedBaseModel):
    """A code, link or challenge that has been used; the row makes a second use fail.

    Kept in PostgreSQL, because a cache may forget. Good for nothing after `expires_at`,
    when the secret itself is no longer accepted.
    """

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    @override
    def __str__(self) -> str:
        return f"spent secret {self.pk}"
