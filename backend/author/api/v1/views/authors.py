"""Reading authors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
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
from common.api.views import DetailView, ListView
from common.selection import Selection


class AuthorListView(ListView):
    """Everybody who has published, by name."""

    versioning_class = AuthorVersioning
    kind = "authors"
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


class AuthorDetailView(DetailView):
    """One author, by id or slug. A former slug answers 301 to the current one."""

    versioning_class = AuthorVersioning
    kind = "authors"
    parameters_class = AuthorDetailParameters
    serializer_class = AuthorDetailSerializer
    problems = [AuthorNotFoundError]

    @override
    def get_row(self, key: str) -> Any:
        return get_author(key, selection=self.selection)

    @override
    def find_by_any_slug(self, slug: str) -> Mapping[str, Any] | None:
        return find_author_by_any_slug(slug)
