"""Copies of everything that is known of an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from typing_extensions import override

from common.models import PublicModel


class DataExport(PublicModel):
    """One request for one's own data; `content` is there from `ready_at`.

    In the database and not in a file, so that it goes with the account.
    """

    # It is about the account, so it goes with it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports"
    )
    content = models.JSONField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(ready_at__isnull=True),
                name="data_export_one_in_the_making",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"export {self.public_id}"
