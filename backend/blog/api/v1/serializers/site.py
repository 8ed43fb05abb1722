"""The site as a whole, as clients see it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from blog.selectors.site_paths import ResolvedPath
from common.site import absolute_url


class NavigationItemSerializer(serializers.Serializer[dict[str, Any]]):
    """An entry of the menu."""

    title = serializers.CharField()
    url = serializers.CharField()


class LimitsSerializer(serializers.Serializer[dict[str, Any]]):
    """What requests have to keep to."""

    page_size_default = serializers.IntegerField()
    page_size_max = serializers.IntegerField()
    page_number_max_items = serializers.IntegerField()


class SiteSerializer(serializers.Serializer[dict[str, Any]]):
    """What an app needs to start."""

    title = serializers.CharField()
    description = serializers.CharField()
    language = serializers.CharField()
    url = serializers.URLField()
    navigation = NavigationItemSerializer(many=True)
    flags = serializers.DictField(
        child=serializers.BooleanField(), help_text="Public feature flags."
    )
    limits = LimitsSerializer()


class ResolvedPathSerializer(serializers.Serializer[ResolvedPath]):
    """What is at a path of the site."""

    kind = serializers.ChoiceField(
        ["post", "tag", "series", "author", "home", "external"]
    )
    id = serializers.UUIDField(allow_null=True)
    path = serializers.CharField(
        allow_null=True, help_text="The canonical path; null for an external address."
    )
    url = serializers.SerializerMethodField()
    redirect = serializers.SerializerMethodField()

    def get_url(self, resolved: ResolvedPath) -> str:
        """The full address to show, or to send the reader to."""
        return absolute_url(resolved.target_url or resolved.path or "/")

    def get_redirect(self, resolved: ResolvedPath) -> int | None:
        """The status to answer the reader with; null where none is needed."""
        return 301 if resolved.is_redirect else None


class MonthSerializer(serializers.Serializer[dict[str, Any]]):
    """A month with posts."""

    month = serializers.IntegerField(help_text="1 to 12, in UTC.")
    count = serializers.IntegerField()


class YearSerializer(serializers.Serializer[dict[str, Any]]):
    """A year with posts."""

    year = serializers.IntegerField()
    count = serializers.IntegerField()
    months = MonthSerializer(many=True)


class ArchiveSerializer(serializers.Serializer[dict[str, Any]]):
    """Years and months with posts, newest first."""

    years = YearSerializer(many=True)
