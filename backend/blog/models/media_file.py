"""Stored files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from typing_extensions import override

from common.models import PublicModel


class MediaFile(PublicModel):
    """An image as it is stored, once for each content.

    `checksum` is the SHA-256 of the bytes in hexadecimal, `width` and `height` count
    pixels. `uploaded_by` is whoever brought the content first.
    """

    file = models.ImageField(
        upload_to="images/", width_field="width", height_field="height"
    )
    checksum = models.CharField(max_length=64, unique=True, editable=False)
    original_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(max_length=500, blank=True)
    # An image outlives the account that brought it. NULL also for imports.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="media_files",
    )

    class Meta:
        ordering = ["-created_at", "-public_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checksum__regex="^[0-9a-f]{64}$"),
                name="media_file_checksum_is_sha256",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.original_name
