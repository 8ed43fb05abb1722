"""Authors as clients see them."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from rest_framework import serializers

from author.constants import SHORT_BIO_LENGTH
from common.api.fields import SiteURLField
from common.api.images import ImageSerializer
from common.api.sparse import SparseSerializer


class AuthorEmbedSerializer(serializers.Serializer[dict[str, Any]]):
    """An author inside something else."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    short_bio = serializers.SerializerMethodField()
    avatar = ImageSerializer(allow_null=True)

    def get_short_bio(self, author: dict[str, Any]) -> str:
        """The start of the biography, cut to fit a card."""
        return Truncator(author["short_bio"]).chars(SHORT_BIO_LENGTH)


class AuthorLinkSerializer(serializers.Serializer[dict[str, Any]]):
    """A link on an author's page."""

    title = serializers.CharField()
    url = serializers.URLField()


class AuthorSummarySerializer(SparseSerializer):
    """An author on a list."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    url = SiteURLField("author")
    name = serializers.CharField()
    short_bio = serializers.SerializerMethodField()
    avatar = ImageSerializer(source="avatar_json", allow_null=True)
    post_count = serializers.IntegerField(help_text="Public posts.")

    def get_short_bio(self, author: dict[str, Any]) -> str:
        """The start of the biography, cut to fit a card."""
        return Truncator(author["bio_start"]).chars(SHORT_BIO_LENGTH)


class AuthorDetailSerializer(AuthorSummarySerializer):
    """An author's own page."""

    long_bio = serializers.CharField(source="bio")
    links = AuthorLinkSerializer(many=True)
