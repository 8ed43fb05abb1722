"""What the endpoints of API keys take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from typing_extensions import override

from common.api.bodies import Body
from common.api.parameters import OneOfField
from custom_user.constants import SCOPES, Tier
from custom_user.models import ApiKey
from custom_user.selectors.api_keys import former_key_expires_at


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A reader of posts",
            {"name": "Newsletter", "scopes": ["posts:read", "authors:read"]},
            request_only=True,
        )
    ]
)
class ApiKeyBody(Body):
    """What a new key is for."""

    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(
        child=OneOfField(SCOPES),
        allow_empty=False,
        max_length=len(SCOPES),
        help_text="What the key may do, as far as its owner may; `*` is every kind.",
    )
    tier = OneOfField(
        Tier.choices,
        required=False,
        help_text="Given by administrators; without it, the owner's.",
    )
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Without it, the key never expires."
    )


class FormerKeyField(serializers.DateTimeField):
    """The end of a running rotation; one that is over is nobody's business."""

    @override
    def get_attribute(self, instance: ApiKey) -> datetime | None:
        return former_key_expires_at(instance, now=timezone.now())


class ApiKeySerializer(serializers.Serializer[Any]):
    """A key as lists show it; its text is never shown again."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    hint = serializers.CharField(help_text="How the key begins.")
    scopes = serializers.ListField(child=serializers.ChoiceField(SCOPES))
    tier = serializers.SerializerMethodField(help_text="Null: the owner's.")
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(
        allow_null=True, help_text="To within a few minutes."
    )
    expires_at = serializers.DateTimeField(allow_null=True)
    former_key_expires_at = FormerKeyField(
        allow_null=True,
        help_text="While a rotation runs, until when the former key is good as well.",
    )

    def get_tier(self, api_key: ApiKey) -> str | None:
        """Return the tier of the key itself."""
        return api_key.tier or None


class NewApiKeySerializer(ApiKeySerializer):
    """A key with its text, which is shown this once."""

    key = serializers.SerializerMethodField(
        help_text="For `Authorization: Token <key>`."
    )

    def get_key(self, _api_key: ApiKey) -> str:
        """Return the text, which the view puts into the context."""
        text: str = self.context["text"]
        return text
