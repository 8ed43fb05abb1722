"""The query parameters of the blog's endpoints."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from typing_extensions import override

from blog.api.v1.serializers.posts import PostDetailSerializer, PostSummarySerializer
from blog.api.v1.serializers.series import (
    SeriesDetailSerializer,
    SeriesSummarySerializer,
)
from blog.api.v1.serializers.tags import TagSerializer
from blog.constants import (
    LANGUAGE_TAG_MAX_LENGTH,
    LANGUAGE_TAG_PATTERN,
    PostState,
)
from blog.selectors.columns import BODY_COLUMNS
from common.api.fields import KeyField
from common.api.parameters import (
    CommaListField,
    OneOfField,
    PageParameters,
    QueryParameters,
    WholeNumberField,
)
from common.api.sparse import SparseParameters
from common.site import normalize_path

# Ties are broken by id, so that every order is total.
POST_ORDERINGS = {
    "-published_at": ("-published_at", "-public_id"),
    "published_at": ("published_at", "public_id"),
    "title": ("title", "public_id"),
    "-title": ("-title", "-public_id"),
}
TAG_ORDERINGS = {
    "name": ("name", "public_id"),
    "-name": ("-name", "-public_id"),
    "post_count": ("post_count", "public_id"),
    "-post_count": ("-post_count", "-public_id"),
}
SERIES_ORDERINGS = {
    "title": ("title", "public_id"),
    "-title": ("-title", "-public_id"),
}


class PostListParameters(PageParameters, SparseParameters):
    """What narrows, orders and cuts the list of posts."""

    output_class = PostSummarySerializer

    tag = KeyField(required=False, help_text="Slug or id of a tag.")
    author = KeyField(required=False, help_text="Slug or id of an author.")
    series = KeyField(required=False, help_text="Slug or id of a series.")
    year = WholeNumberField(
        required=False, min_value=1, max_value=9998, help_text="Published then, in UTC."
    )
    month = WholeNumberField(
        required=False, min_value=1, max_value=12, help_text="Needs `year`."
    )
    published_after = serializers.DateTimeField(required=False)
    published_before = serializers.DateTimeField(required=False)
    featured = serializers.BooleanField(required=False)
    language = serializers.RegexField(
        rf"^{LANGUAGE_TAG_PATTERN}$",
        required=False,
        max_length=LANGUAGE_TAG_MAX_LENGTH,
        help_text="A language tag, such as `en` or `ja`.",
    )
    ordering = OneOfField(POST_ORDERINGS, default="-published_at")
    state = CommaListField.of(
        PostState.values,
        required=False,
        help_text="For writers: posts in these states, as far as you may see them. "
        "What has no time of publication is ordered by that of its creation.",
    )
    mine = serializers.BooleanField(
        required=False, help_text="For writers: your own posts, in any state."
    )

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "month" in attrs and "year" not in attrs:
            raise serializers.ValidationError(
                {"month": "A month needs a `year`."}, code="required"
            )
        return super().validate(attrs)


class PostDetailParameters(SparseParameters):
    """What cuts one post, and the forms of its body."""

    output_class = PostDetailSerializer

    formats = CommaListField.of(
        BODY_COLUMNS, default=["html"], help_text="The forms of the body to return."
    )
    version = OneOfField(
        ["live", "draft"],
        default="live",
        help_text="`draft`: for writers, what they work on, whatever readers have. "
        "The answer is another one, and is not cut by the other parameters.",
    )

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        others = attrs.keys() - {"version", "formats"}
        if attrs["version"] == "draft" and others:
            message = "The draft comes whole; leave this parameter out."
            faults = dict.fromkeys(sorted(others), message)
            raise serializers.ValidationError(faults, code="conflict")
        return super().validate(attrs)


class NeighborsParameters(SparseParameters):
    """What cuts each of the two neighbours."""

    output_class = PostSummarySerializer


class TagListParameters(PageParameters, SparseParameters):
    """What orders and cuts the list of tags."""

    output_class = TagSerializer

    ordering = OneOfField(TAG_ORDERINGS, default="name")


class TagDetailParameters(SparseParameters):
    """What cuts one tag."""

    output_class = TagSerializer


class SeriesListParameters(PageParameters, SparseParameters):
    """What orders and cuts the list of series."""

    output_class = SeriesSummarySerializer

    ordering = OneOfField(SERIES_ORDERINGS, default="title")


class SeriesDetailParameters(SparseParameters):
    """What cuts one series."""

    output_class = SeriesDetailSerializer


class ResolveParameters(QueryParameters):
    """The path to look up."""

    path = serializers.CharField(
        max_length=500, help_text="A path of the site, such as `/2009/old.html`."
    )

    def validate_path(self, path: str) -> str:
        """Refuse what is no path; it is normalized later, where the query matters."""
        try:
            normalize_path(path)
        except ValueError as error:
            message = "This is no path of a site."
            raise serializers.ValidationError(message, code="invalid") from error
        return path
