"""Former slugs of authors, to read."""

from __future__ import annotations

from django.contrib import admin

from author.models import AuthorSlugHistory
from common.admin.read_only import ReadOnlyModelAdmin


@admin.register(AuthorSlugHistory)
class AuthorSlugHistoryAdmin(ReadOnlyModelAdmin[AuthorSlugHistory]):
    list_display = ["slug", "author", "created_at"]
    list_select_related = ["author"]
    search_fields = ["slug", "author__name"]
