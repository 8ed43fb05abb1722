"""Requests to delete an account, which outlive it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from typing_extensions import override

from common.models import PublicModel


class AccountErasure(PublicModel):
    """A receipt: who asked is known until it is done, and nothing personal after.

    `public_id` is the number on the receipt. `counts` says how many rows of which kind
    went.
    """

    # The receipt stays when the account has gone; that is what it is for.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="erasures",
    )
    erase_after = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(cancelled_at__isnull=True, erased_at__isnull=True),
                name="account_erasure_one_pending",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True)
                | models.Q(erased_at__isnull=True),
                name="account_erasure_cancelled_or_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["erase_after"],
                condition=models.Q(cancelled_at__isnull=True, erased_at__isnull=True),
                name="account_erasure_due",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"erasure {self.public_id}"
