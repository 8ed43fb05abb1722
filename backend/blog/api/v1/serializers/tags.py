"""Tags as clients see them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from common.api.fields import SiteURLField
from common.api.sparse import SparseSerializer


class TagEmbedSerializer(serializers.Serializer[dict[str, Any]]):
    """A tag inside a post."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()


class TagSerializer(SparseSerializer):
    """A tag."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    url = SiteURLField("tag")
    name = serializers.CharField()
    description = serializers.CharField()
    post_count = serializers.IntegerField(help_text="Public posts.")
