"""What endpoints about log-in providers take and answer."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from typing_extensions import override

from common.api.bodies import Body
from custom_user.api.v1.serializers.log_in import DeviceBody

PROOFS = ("code", "access_token", "id_token")


class SocialProofBody(Body):
    """What the provider gave: either a code or one of its tokens."""

    code = serializers.CharField(
        max_length=4000, required=False, help_text="Needs `redirect_uri`."
    )
    redirect_uri = serializers.CharField(
        max_length=2000,
        required=False,
        help_text="The one that the code was asked for with.",
    )
    code_verifier = serializers.RegexField(
        r"^[A-Za-z0-9._~-]{43,128}\Z",
        required=False,
        help_text="Of PKCE, if the code was asked for with a challenge.",
    )
    access_token = serializers.CharField(max_length=8000, required=False)
    id_token = serializers.CharField(max_length=8000, required=False)

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(name in attrs for name in PROOFS) != 1:
            message = "Give one of `code`, `access_token` and `id_token`."
            raise serializers.ValidationError({"code": message}, code="required")
        if ("code" in attrs) != ("redirect_uri" in attrs):
            message = "Give `redirect_uri` with `code`, and only then."
            raise serializers.ValidationError(
                {"redirect_uri": message}, code="required"
            )
        if "code_verifier" in attrs and "code" not in attrs:
            message = "It belongs to a `code`."
            raise serializers.ValidationError(
                {"code_verifier": message}, code="invalid"
            )
        return attrs


class SocialLoginBody(SocialProofBody, DeviceBody):
    """What the provider gave, and who will hold the token."""


class ProviderSerializer(serializers.Serializer[Any]):
    """What an app needs to send somebody to the provider."""

    id = serializers.CharField()
    name = serializers.CharField()
    client_id = serializers.CharField()
    authorize_url = serializers.URLField()
    scopes = serializers.ListField(child=serializers.CharField())


class ProvidersSerializer(serializers.Serializer[Any]):
    """The providers that are switched on."""

    providers = ProviderSerializer(many=True)


class ConnectionSerializer(serializers.Serializer[Any]):
    """A provider by which the account can be opened."""

    provider = serializers.CharField()
    connected_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()


class ConnectionsSerializer(serializers.Serializer[Any]):
    """The providers by which the account can be opened."""

    connections = ConnectionSerializer(many=True)
