"""Posts as clients see them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from author.api.v1.serializers.authors import AuthorEmbedSerializer
from blog.api.v1.serializers.series import SeriesEmbedSerializer
from blog.api.v1.serializers.tags import TagEmbedSerializer
from blog.constants import Visibility
from common.api.fields import SiteURLField
from common.api.images import ImageSerializer
from common.api.sparse import SparseSerializer


class PostSummarySerializer(SparseSerializer):
    """A post on a list; it never holds the body."""

    relations = {
        "author": "authors",
        "tag": "tags",
        "series": "series",
        "image": "cover_image",
    }

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    url = SiteURLField("post")
    title = serializers.CharField()
    subtitle = serializers.CharField()
    excerpt = serializers.CharField(help_text="Plain text.")
    authors = AuthorEmbedSerializer(
        source="authors_json", many=True, help_text="In the order of the byline."
    )
    tags = TagEmbedSerializer(source="tags_json", many=True)
    series = SeriesEmbedSerializer(source="series_json", allow_null=True)
    cover_image = ImageSerializer(source="cover_json", allow_null=True)
    published_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(
        allow_null=True, help_text="The last change of the content."
    )
    reading_minutes = serializers.IntegerField()
    word_count = serializers.IntegerField()
    comment_count = serializers.IntegerField()
    reaction_count = serializers.IntegerField()
    is_featured = serializers.BooleanField()
    language = serializers.CharField(help_text="A language tag, such as `en` or `ja`.")
    visibility = serializers.ChoiceField(Visibility.choices)


class BodySerializer(serializers.Serializer[dict[str, Any]]):
    """A body in the forms that `formats` asks for."""

    html = serializers.CharField(
        source="body_html", required=False, help_text="Cleaned; safe to insert."
    )
    markdown = serializers.CharField(
        source="body_markdown", required=False, help_text="The source, byte for byte."
    )
    text = serializers.CharField(
        source="body_text", required=False, help_text="Without any markup."
    )


class HeadingSerializer(serializers.Serializer[dict[str, Any]]):
    """A heading in the body."""

    id = serializers.CharField(help_text="The anchor in the HTML.")
    title = serializers.CharField()
    level = serializers.IntegerField(help_text="1 to 6.")


class PostDetailSerializer(PostSummarySerializer):
    """A post with its body."""

    body = BodySerializer(source="*")
    table_of_contents = HeadingSerializer(many=True)
    canonical_url = serializers.CharField(
        help_text="Where the text first appeared; empty if here."
    )


class NeighborsSerializer(SparseSerializer):
    """The posts before and after one on the list, newest first."""

    previous = PostSummarySerializer(allow_null=True, help_text="The newer one.")
    next = PostSummarySerializer(allow_null=True, help_text="The older one.")
