"""What endpoints about second factors take and answer."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from common.api.bodies import Body
from custom_user.api.v1.serializers.log_in import (
    CHALLENGE_MAX_LENGTH,
    DeviceBody,
    TokenSerializer,
)


class TotpBody(Body):
    """The challenge of the setup, and a code that the app shows."""

    challenge = serializers.CharField(max_length=CHALLENGE_MAX_LENGTH)
    code = serializers.CharField(max_length=20)


class PasskeyBody(Body):
    """The challenge that came with the options, and what the browser answered."""

    challenge = serializers.CharField(max_length=CHALLENGE_MAX_LENGTH)
    name = serializers.CharField(
        max_length=100, help_text="What the list of factors calls the passkey."
    )
    credential = serializers.DictField(
        help_text="What `navigator.credentials.create` gave, as JSON."
    )


class PasskeyLoginBody(DeviceBody):
    """The challenge that came with the options, and what the browser answered."""

    challenge = serializers.CharField(max_length=CHALLENGE_MAX_LENGTH)
    credential = serializers.DictField(
        help_text="What `navigator.credentials.get` gave, as JSON."
    )


class FactorSerializer(serializers.Serializer[Any]):
    """A second factor."""

    id = serializers.UUIDField()
    type = serializers.ChoiceField(["passkey", "totp"])
    name = serializers.CharField(help_text="Of a passkey; otherwise empty.")
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class FactorsSerializer(serializers.Serializer[Any]):
    """The second factors of an account."""

    factors = FactorSerializer(many=True)
    recovery_codes_left = serializers.IntegerField()


class TotpSetupSerializer(serializers.Serializer[Any]):
    """What an authenticator app needs; `qr_svg` is `url` as a picture."""

    challenge = serializers.CharField(help_text="Goes back with a code.")
    secret = serializers.CharField(help_text="For typing into an app.")
    url = serializers.CharField(help_text="For opening in an app, `otpauth:`.")
    qr_svg = serializers.CharField(help_text="For scanning with an app.")


class PasskeyOptionsSerializer(serializers.Serializer[Any]):
    """What the browser needs to ask a passkey."""

    challenge = serializers.CharField(help_text="Goes back with the passkey's answer.")
    options = serializers.DictField(help_text="For `navigator.credentials`.")


class FactorsChangedSerializer(serializers.Serializer[Any]):
    """The token to go on with, and recovery codes, which are shown this once."""

    recovery_codes = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Each works once instead of a code; null if there are no new ones.",
    )
    token = TokenSerializer()
