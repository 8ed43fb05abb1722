"""Private details of an account."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from typing_extensions import override

from common.models import TimeStampedBaseModel

E164_PATTERN = r"^\+[1-9][0-9]{6,14}$"


class UserProfile(TimeStampedBaseModel):
    """Private details of exactly one account, made together with it."""

    # The details are the account holder's and go with the account.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="user_profile"
    )
    # E.164. NULL, because empty strings would collide.
    phone_no = models.CharField(
        "phone number",
        max_length=20,
        unique=True,
        null=True,
        blank=True,
        validators=[
            RegexValidator(
                E164_PATTERN,
                "Write the number in international form, such as +4930123456.",
            )
        ],
    )
    city = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phone_no__isnull=True)
                | models.Q(phone_no__regex=E164_PATTERN),
                name="user_profile_phone_no_is_e164",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"profile of account {self.user_id}"
