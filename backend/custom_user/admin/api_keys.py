"""The keys of all accounts."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from typing_extensions import override

from common.admin.read_only import ReadOnlyModelAdmin
from custom_user.models import ApiKey
from custom_user.policies import can_revoke_api_keys, can_view_api_keys
from custom_user.services.api_keys import revoke_api_key


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyModelAdmin[ApiKey]):
    """Shows what keys there are, and revokes them; digests are shown to nobody."""

    actions = ["revoke"]
    date_hierarchy = "created_at"
    fields = [
        "public_id",
        "owner",
        "name",
        "hint",
        "scopes",
        "tier",
        "created_at",
        "last_used_at",
        "expires_at",
        "previous_expires_at",
        "revoked_at",
    ]
    list_display = ["name", "owner", "hint", "scopes", "last_used_at", "revoked_at"]
    list_filter = ["tier", "revoked_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "hint", "owner__email"]

    @override
    def has_view_permission(
        self, request: HttpRequest, obj: ApiKey | None = None
    ) -> bool:
        return can_view_api_keys(actor=request.user)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Say who sees the action."""
        return can_revoke_api_keys(actor=request.user)

    @admin.action(description="Revoke the keys", permissions=["revoke"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiKey]) -> None:
        revoked = 0
        for api_key in rows:
            if revoke_api_key(api_key=api_key, now=timezone.now()):
                self.log_change(request, api_key, "Revoked.")
                revoked += 1
        self.message_user(request, f"Keys revoked: {revoked}.", messages.SUCCESS)
