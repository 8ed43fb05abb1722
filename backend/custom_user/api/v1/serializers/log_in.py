"""What log-in endpoints take and answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from typing_extensions import override

from common.api.bodies import Body
from custom_user.api.v1.serializers.fields import PasswordField, PhoneField

CHALLENGE_MAX_LENGTH = 4000


class DeviceBody(Body):
    """Who will hold the token."""

    device_name = serializers.CharField(
        max_length=100,
        required=False,
        default="",
        allow_blank=True,
        help_text="What the list of sessions calls this device.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "By e-mail address",
            {"email": "ada@example.org", "password": "…", "device_name": "Ada's phone"},
            request_only=True,
        ),
        OpenApiExample(
            "By phone number",
            {"phone": "+4930123456", "password": "…"},
            request_only=True,
        ),
    ]
)
class LoginBody(DeviceBody):
    """The password, and either the e-mail address or the phone number."""

    email = serializers.EmailField(required=False, max_length=254)
    phone = PhoneField(required=False)
    password = PasswordField()

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("email" in attrs) == ("phone" in attrs):
            message = "Give either `email` or `phone`."
            raise serializers.ValidationError({"email": message}, code="required")
        return attrs


class SecondFactorBody(Body):
    """The challenge of the first step, and either a code or a passkey's answer."""

    challenge = serializers.CharField(max_length=CHALLENGE_MAX_LENGTH)
    code = serializers.CharField(
        max_length=20,
        required=False,
        help_text="Six digits of the app, or a recovery code.",
    )
    credential = serializers.DictField(
        required=False, help_text="What `navigator.credentials.get` gave, as JSON."
    )

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("code" in attrs) == ("credential" in attrs):
            message = "Give either `code` or `credential`."
            raise serializers.ValidationError({"code": message}, code="required")
        return attrs


class ConfirmBody(Body):
    """Either the password or a code of a second factor."""

    password = PasswordField(required=False)
    code = serializers.CharField(max_length=20, required=False)

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("password" in attrs) == ("code" in attrs):
            message = "Give either `password` or `code`."
            raise serializers.ValidationError({"password": message}, code="required")
        return attrs


class TokenSerializer(serializers.Serializer[Any]):
    """A token, shown this once, and the session it belongs to."""

    token = serializers.CharField(help_text="For `Authorization: Token <token>`.")
    expires_at = serializers.DateTimeField(
        help_text="Moves on while the token is used."
    )
    session = serializers.UUIDField(help_text="The session's id in `/me/sessions/`.")


class SecondStepSerializer(serializers.Serializer[Any]):
    """What the second step of a log-in needs."""

    challenge = serializers.CharField(help_text="Goes back with the code or passkey.")
    factors = serializers.ListField(
        child=serializers.ChoiceField(["passkey", "recovery_codes", "totp"]),
        help_text="What the account can answer with.",
    )
    passkey_options = serializers.DictField(
        allow_null=True,
        help_text="For `navigator.credentials.get`; null without a passkey.",
    )
