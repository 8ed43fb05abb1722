"""Copies of one's own data."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from common.api.bodies import NullBody
from common.api.throttles import AccountThrottle
from common.api.views import ListView
from common.selection import Selection
from custom_user.api.tokens import TokenView
from custom_user.api.v1.serializers.exports import (
    ExportDocumentSerializer,
    ExportSerializer,
)
from custom_user.exceptions import (
    ConfirmationMissingError,
    ExportNotFoundError,
    ExportNotReadyError,
)
from custom_user.models import DataExport
from custom_user.selectors.exports import get_export, list_exports
from custom_user.services.exporting import request_export


class ExportListView(TokenView, ListView):
    """The copies of your data that were made lately, newest first."""

    permission_classes = [IsAuthenticated]
    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"POST"})
    serializer_class = ExportSerializer
    ordering = ("-created_at", "-public_id")
    method_problems = {"POST": [ConfirmationMissingError]}

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[DataExport]:
        return list_exports(user=self.user, now=timezone.now())

    @extend_schema(request=NullBody, responses={202: ExportSerializer})
    def post(self, request: Request) -> Response:
        """Ask for a copy of all that is known of you; a mail says when it is ready.

        Needs a confirmation at `/api/v1/auth/confirm/`. While one is in the making,
        this answers that one. A copy is kept for a week, and the latest three at most.
        """
        NullBody.parse(request)
        export = request_export(user=self.user, now=timezone.now())
        return Response(self.serialize_many([export])[0], status=202)


class ExportDetailView(TokenView):
    """One copy; ask again after a few seconds until `is_ready`."""

    throttle_classes = [AccountThrottle]
    problems = [ExportNotFoundError]

    @extend_schema(responses=ExportSerializer)
    def get(self, request: Request, export: str) -> Response:
        row = get_export(export, user=self.user, now=timezone.now())
        return Response(ExportSerializer(row, context={"request": request}).data)


class ExportDownloadView(TokenView):
    """The document, as a file to be saved; 409 as long as it is being made."""

    throttle_classes = [AccountThrottle]
    problems = [ExportNotFoundError, ExportNotReadyError]

    @extend_schema(responses=ExportDocumentSerializer)
    def get(self, _request: Request, export: str) -> Response:
        row = get_export(export, user=self.user, now=timezone.now())
        if row.ready_at is None:
            raise ExportNotReadyError
        name = f"personal-data-{row.ready_at:%Y-%m-%d}.json"
        disposition = f'attachment; filename="{name}"'
        # Written as JSON long ago, and too large to go through a serializer.
        return Response(row.content, headers={"Content-Disposition": disposition})
