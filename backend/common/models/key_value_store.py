"""Values that operators change while the site runs."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from common.models.base import TimeStampedBaseModel


class KeyValueStore(TimeStampedBaseModel):
    """One named configuration value or feature flag; a missing key means off."""

    key = models.CharField(max_length=255, unique=True)
    value = models.JSONField(default=dict)

    class Meta:
        verbose_name = "configuration value"
        ordering = ["key"]

    @override
    def __str__(self) -> str:
        return self.key
