"""Tags in the admin."""

from __future__ import annotations

from django.contrib import admin

from blog.models import Tag
from common.admin.slugged import SluggedForm, SluggedModelAdmin


class TagForm(SluggedForm[Tag]):
    """What editors may say about a tag."""

    class Meta:
        model = Tag
        fields = ["name", "slug", "description", "owner"]


@admin.register(Tag)
class TagAdmin(SluggedModelAdmin[Tag]):
    form = TagForm
    autocomplete_fields = ["owner"]
    list_display = ["name", "slug", "post_count", "owner", "updated_at"]
    list_select_related = ["owner"]
    readonly_fields = ["post_count"]
    search_fields = ["name", "slug"]
