"""Series as clients see them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from common.api.fields import SiteURLField
from common.api.sparse import SparseSerializer


class SeriesEmbedSerializer(serializers.Serializer[dict[str, Any]]):
    """The series a post belongs to, and its place there."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    position = serializers.IntegerField(
        help_text="Counts from 1, of what you may read."
    )


class SeriesSummarySerializer(SparseSerializer):
    """A series on a list."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    url = SiteURLField("series")
    title = serializers.CharField()
    description = serializers.CharField()
    post_count = serializers.IntegerField(help_text="Public posts.")


class SeriesPostSerializer(serializers.Serializer[dict[str, Any]]):
    """A post inside its series."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()


class SeriesDetailSerializer(SeriesSummarySerializer):
    """A series with its posts in reading order."""

    posts = SeriesPostSerializer(source="posts_json", many=True)
