"""What services and triggers have recorded, to read."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from typing_extensions import override

from blog.models import (
    ImportRecord,
    Post,
    PostSlugHistory,
    Revision,
    SeriesSlugHistory,
    StateTransitionLog,
    TagSlugHistory,
)
from blog.policies.posts import can_view_revisions, posts_on_desk
from common.admin.read_only import ReadOnlyModelAdmin

ModelT = TypeVar("ModelT", bound=Model)


class OfPostsAdmin(ReadOnlyModelAdmin[ModelT]):
    """Shows the rows of those posts that somebody sees on the desk."""

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelT]:
        rows = super().get_queryset(request)
        on_desk = posts_on_desk(actor=request.user)
        if not on_desk:
            return rows
        return rows.filter(post__in=Post.objects.filter(on_desk).order_by())


@admin.register(Revision)
class RevisionAdmin(OfPostsAdmin[Revision]):
    date_hierarchy = "created_at"
    list_display = ["post", "number", "title", "created_by", "created_at"]
    list_select_related = ["post", "created_by"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["title", "post__title", "post__slug"]

    @override
    def has_view_permission(
        self, request: HttpRequest, obj: Revision | None = None
    ) -> bool:
        if obj is None:
            return super().has_view_permission(request)
        return can_view_revisions(actor=request.user, post=obj.post)


@admin.register(StateTransitionLog)
class StateTransitionLogAdmin(OfPostsAdmin[StateTransitionLog]):
    list_display = ["post", "source", "target", "actor", "reason", "created_at"]
    list_filter = ["target"]
    list_select_related = ["post", "actor"]
    search_fields = ["post__title", "post__slug"]


@admin.register(ImportRecord)
class ImportRecordAdmin(OfPostsAdmin[ImportRecord]):
    list_display = ["source", "key", "post", "updated_at"]
    list_select_related = ["post"]
    search_fields = ["source", "key", "post__title"]


@admin.register(PostSlugHistory)
class PostSlugHistoryAdmin(OfPostsAdmin[PostSlugHistory]):
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
