"""What the endpoints of exports answer."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from custom_user.models import DataExport


class ExportSerializer(serializers.Serializer[Any]):
    """A copy of one's own data, or the request for one."""

    id = serializers.UUIDField(source="public_id")
    is_ready = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    download_url = serializers.SerializerMethodField(
        help_text="Null until it is ready. Needs the token, like every call."
    )

    def get_is_ready(self, export: DataExport) -> bool:
        """Say whether it can be downloaded."""
        return export.ready_at is not None

    def get_download_url(self, export: DataExport) -> str | None:
        """Return where the document is."""
        if export.ready_at is None:
            return None
        return reverse(
            "api:v1:custom_user:me-export-download",
            kwargs={"export": export.public_id},
            request=self.context["request"],
        )


class ExportDocumentSerializer(serializers.Serializer[Any]):
    """All that is known of an account."""

    made_at = serializers.DateTimeField()
    sections = serializers.DictField(
        help_text="By name, such as `account`, `sessions` or `posts`."
    )
