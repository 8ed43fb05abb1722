"""What sign-up and the proof of an address take and answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from typing_extensions import override

from common.api.bodies import Body
from custom_user.api.v1.serializers.fields import NewPasswordField
from custom_user.models import CustomUser

EMAIL_MAX_LENGTH = 254
NAME_MAX_LENGTH = 150
KEY_MAX_LENGTH = 200


class AddressField(serializers.EmailField):
    """An e-mail address, checked as it will be stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=EMAIL_MAX_LENGTH, **kwargs)

    @override
    def to_internal_value(self, data: Any) -> str:
        # Some letters are longer in lower case.
        return CustomUser.objects.normalize_email(super().to_internal_value(data))


class LinkKeyField(serializers.CharField):
    """What stands after `key=` in the link of a mail."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=KEY_MAX_LENGTH,
            help_text="What stands after `#key=` in the link of the mail.",
            **kwargs,
        )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Sign-up",
            {"email": "ada@example.org", "password": "seven green bottles"},
            request_only=True,
        )
    ]
)
class RegistrationBody(Body):
    """Who wants an account; readers never see the names."""

    email = AddressField()
    password = NewPasswordField()
    first_name = serializers.CharField(
        max_length=NAME_MAX_LENGTH, required=False, allow_blank=True
    )
    last_name = serializers.CharField(
        max_length=NAME_MAX_LENGTH, required=False, allow_blank=True
    )


class AddressBody(Body):
    """An e-mail address."""

    email = AddressField()


class LinkBody(Body):
    """The key of a link."""

    key = LinkKeyField()


class OutcomeSerializer(serializers.Serializer[Any]):
    """What happens next, in words for people."""

    detail = serializers.CharField()
