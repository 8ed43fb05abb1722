"""Fields that several account endpoints take."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from custom_user.constants import PASSWORD_MAX_LENGTH
from custom_user.models.user_profile import E164_PATTERN


class PasswordField(serializers.CharField):
    """A password as it was typed: spaces count, and no answer repeats it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            trim_whitespace=False,
            max_length=PASSWORD_MAX_LENGTH,
            write_only=True,
            **kwargs,
        )


class NewPasswordField(PasswordField):
    """A password that shall be; services decide whether it is good enough."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            help_text="At least 8 characters; common and breached ones are refused.",
            **kwargs,
        )


class PhoneField(serializers.CharField):
    """A phone number in international form (E.164)."""

    def __init__(self, **kwargs: Any) -> None:
        message = "Write the number in international form, such as +4930123456."
        validator = RegexValidator(E164_PATTERN, message, code="invalid")
        super().__init__(max_length=20, validators=[validator], **kwargs)
