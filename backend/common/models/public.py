"""The base of rows that clients may name."""

from __future__ import annotations

import uuid

from django.db import models

from common.models.base import TimeStampedBaseModel


class PublicModel(TimeStampedBaseModel):
    """A row that clients may name: `public_id` is the only id that leaves the system.

    It never changes and is never used again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
