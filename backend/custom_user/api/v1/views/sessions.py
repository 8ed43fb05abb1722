"""The devices that are logged in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from common.api.throttles import AccountThrottle
from common.api.views import ListView
from common.selection import Selection
from custom_user.api.tokens import TokenView
from custom_user.api.v1.serializers.sessions import SessionSerializer
from custom_user.exceptions import SessionNotFoundError
from custom_user.models import AuthToken
from custom_user.selectors.sessions import list_sessions, read_session_id
from custom_user.services.tokens import end_session


class SessionListView(TokenView, ListView):
    """Where you are logged in, the latest log-in first; one session per device."""

    permission_classes = [IsAuthenticated]
    throttle_classes = [AccountThrottle]
    serializer_class = SessionSerializer
    ordering = ("-started_at", "-session_id")

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[AuthToken]:
        return list_sessions(token=self.token, now=timezone.now())


class SessionView(TokenView):
    """One of your sessions."""

    throttle_classes = [AccountThrottle]
    problems = [SessionNotFoundError]

    @extend_schema(request=None, responses={204: None})
    def delete(self, _request: Request, session: str) -> Response:
        """Log a device out; its token is refused from now on."""
        end_session(user=self.user, session_id=read_session_id(session))
        return Response(status=204)
