"""What an import has taken in."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from common.models import TimeStampedBaseModel


class ImportRecord(TimeStampedBaseModel):
    """One item of an outside source and the post it became.

    Lets an import be resumed and repeated: an item whose `checksum` (SHA-256 of all
    that went into the post, hexadecimal) is the same is left alone.
    """

    source = models.CharField(max_length=100)
    key = models.CharField(max_length=500)
    checksum = models.CharField(max_length=64)
    # Importing again after a purge makes the post anew.
    post = models.ForeignKey(
        "blog.Post", on_delete=models.CASCADE, related_name="import_records"
    )

    class Meta:
        ordering = ["source", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"], name="import_record_is_unique"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
