"""What moves a post has made."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from blog.api.v1.serializers.transitions import TransitionSerializer
from blog.api.v1.views.moving import FINDING
from blog.api.versioning import BlogVersioning
from blog.selectors.desk import get_desk_post, list_moves_of
from common.api.throttles import BlogThrottle, UserThrottle
from common.api.views import ListView
from common.selection import Selection


class TransitionListView(ListView):
    """The moves that a post has made, the latest first."""

    versioning_class = BlogVersioning
    permission_classes = [IsAuthenticated]
    throttle_classes = [UserThrottle, BlogThrottle]
    kind = "posts"
    problems = FINDING
    serializer_class = TransitionSerializer
    ordering = ("-created_at", "-id")

    @override
    def get(self, request: Request, post: str = "") -> Response:
        self.row = get_desk_post(request.user, post)
        return super().get(request)

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        return list_moves_of(self.row)
