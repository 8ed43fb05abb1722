"""What mail an account wants."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from typing_extensions import override

from common.models import TimeStampedBaseModel
from custom_user.constants import Notification


class NotificationChoice(TimeStampedBaseModel):
    """A yes or no to one kind of mail; without a row the answer is yes."""

    # A choice of the account, worth nothing without it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notification_choices",
    )
    kind = models.CharField(max_length=40, choices=Notification.choices)
    is_wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="notification_choice_one_per_kind"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind}: {'yes' if self.is_wanted else 'no'}"
