"""What lists of sessions answer."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class SessionSerializer(serializers.Serializer[Any]):
    """A device that is logged in."""

    id = serializers.UUIDField(source="session_id")
    device_name = serializers.CharField()
    started_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(help_text="To within a few minutes.")
    expires_at = serializers.DateTimeField(
        source="expiry", help_text="Moves on while the device is used."
    )
    is_current = serializers.BooleanField(help_text="The one that asks.")
