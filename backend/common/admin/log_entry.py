"""The admin's own history, to read."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry

from common.admin.read_only import ReadOnlyModelAdmin


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyModelAdmin[LogEntry]):
    """Nobody changes it, and seeing it takes the permission `view_logentry`."""

    date_hierarchy = "action_time"
    list_display = [
        "action_time",
        "user",
        "content_type",
        "object_repr",
        "action_flag",
        "change_message",
    ]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message"]
