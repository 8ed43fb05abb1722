"""Answers kept for calls that come again, to see that they are there."""

from __future__ import annotations

from django.contrib import admin

from common.admin.read_only import ReadOnlyModelAdmin
from common.models import IdempotencyRecord


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(ReadOnlyModelAdmin[IdempotencyRecord]):
    """Without the answers, which are encrypted, and the keys that open them."""

    fields = ["created_at", "expires_at"]
    list_display = ["pk", "created_at", "expires_at"]
