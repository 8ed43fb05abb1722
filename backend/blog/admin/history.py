"""What services and triggers have recorded, to read."""

from __future__ import annotations

from django.contrib import admin

from blog.models import (
    ImportRecord,
    PostSlugHistory,
    Revision,
    SeriesSlugHistory,
    TagSlugHistory,
)
from common.admin.read_only import ReadOnlyModelAdmin


@admin.register(Revision)
class RevisionAdmin(ReadOnlyModelAdmin[Revision]):
    date_hierarchy = "created_at"
    list_display = ["post", "number", "title", "created_by", "created_at"]
    list_select_related = ["post", "created_by"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["title", "post__title", "post__slug"]


@admin.register(ImportRecord)
class ImportRecordAdmin(ReadOnlyModelAdmin[ImportRecord]):
    list_display = ["source", "key", "post", "updated_at"]
    list_select_related = ["post"]
    search_fields = ["source", "key", "post__title"]


@admin.register(PostSlugHistory)
class PostSlugHistoryAdmin(ReadOnlyModelAdmin[PostSlugHistory]):
    list_display = ["slug", "post", "created_at"]
    list_select_related = ["post"]
    search_fields = ["slug", "post__title"]


@admin.register(TagSlugHistory)
class TagSlugHistoryAdmin(ReadOnlyModelAdmin[TagSlugHistory]):
    list_display = ["slug", "tag", "created_at"]
    list_select_related = ["tag"]
    search_fields = ["slug", "tag__name"]


@admin.register(SeriesSlugHistory)
class SeriesSlugHistoryAdmin(ReadOnlyModelAdmin[SeriesSlugHistory]):
    list_display = ["slug", "series", "created_at"]
    list_select_related = ["series"]
    search_fields = ["slug", "series__title"]
