"""Reading authors."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from author.api.v1.filters import (
    ORDERINGS,
    AuthorDetailParameters,
    AuthorListParameters,
)
from author.api.v1.serializers.authors import (
    AuthorDetailSerializer,
    AuthorSummarySerializer,
)
from author.api.versioning import AuthorVersioning
from author.exceptions import AuthorNotFoundError
from author.selectors import find_author_by_any_slug, get_author, list_authors
from common.api.keyset import Ordering
from common.api.redirects import redirect_to_current
from common.api.views import ListView, ReadView
from common.selection import Selection


class AuthorListView(ListView):
    """Everybody who has published, by name."""

    versioning_class = AuthorVersioning
    parameters_class = AuthorListParameters
    serializer_class = AuthorSummarySerializer

    @override
    def get_ordering(self) -> Ordering:
        return ORDERINGS[self.parameters["ordering"]]

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        return list_authors(selection=selection, order_by=self.get_ordering())


class AuthorDetailView(ReadView):
    """One author, by id or slug. A former slug answers 301 to the current one."""

    versioning_class = AuthorVersioning
    parameters_class = AuthorDetailParameters
    serializer_class = AuthorDetailSerializer
    problems = [AuthorNotFoundError]

    @extend_schema(responses=AuthorDetailSerializer)
    def get(self, request: Request, author: str) -> Response:
        try:
            row = get_author(author, selection=self.selection)
        except AuthorNotFoundError:
            moved = find_author_by_any_slug(author)
            if moved is None:
                raise
            return redirect_to_current(request, author=moved["slug"])
        return Response(AuthorDetailSerializer(row, selection=self.selection).data)
