"""Answers that have been given, for whoever did not get them and asks again."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from common.models.base import TimeStampedBaseModel


class IdempotencyRecord(TimeStampedBaseModel):
    """One answered request; written and read by `common.idempotency` alone.

    Nothing here can be read without the caller's key: `digest` names caller, path and
    key, `request_digest` is of what was sent, both with a secret, and `answer` is
    encrypted. Good for nothing after `expires_at`.
    """

    digest = models.CharField(max_length=64, unique=True)
    request_digest = models.CharField(max_length=64)
    answer = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    @override
    def __str__(self) -> str:
        return f"answer {self.pk}"
