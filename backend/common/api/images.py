"""How an image looks in every answer."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from rest_framework import serializers
from typing_extensions import override

from common.site import absolute_url


class ImageSerializer(serializers.Serializer[dict[str, Any]]):
    """An image; null where there is none."""

    url = serializers.SerializerMethodField()
    width = serializers.IntegerField(help_text="In pixels.")
    height = serializers.IntegerField(help_text="In pixels.")
    alt = serializers.CharField(
        help_text="What the image shows, for who cannot see it."
    )

    def get_url(self, image: dict[str, Any]) -> str:
        """The full address of the file."""
        return absolute_url(default_storage.url(image["name"]))

    @override
    def to_representation(self, instance: dict[str, Any]) -> Any:
        return super().to_representation(instance) if instance["name"] else None
