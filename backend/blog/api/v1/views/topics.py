"""Reading tags and series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from typing_extensions import override

from blog.api.v1.filters import (
    SERIES_ORDERINGS,
    TAG_ORDERINGS,
    SeriesDetailParameters,
    SeriesListParameters,
    TagDetailParameters,
    TagListParameters,
)
from blog.api.v1.serializers.topics import (
    SeriesDetailSerializer,
    SeriesSummarySerializer,
    TagSerializer,
)
from blog.api.versioning import BlogVersioning
from blog.exceptions import SeriesNotFoundError, TagNotFoundError
from blog.selectors.topics import (
    find_series_by_any_slug,
    find_tag_by_any_slug,
    get_series,
    get_tag,
    list_series,
    list_tags,
)
from common.api.keyset import Ordering
from common.api.views import DetailView, ListView
from common.selection import Selection


class TagListView(ListView):
    """The tags of public posts, by name."""

    versioning_class = BlogVersioning
    kind = "tags"
    parameters_class = TagListParameters
    serializer_class = TagSerializer

    @override
    def get_ordering(self) -> Ordering:
        return TAG_ORDERINGS[self.parameters["ordering"]]

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        return list_tags(selection=selection, order_by=self.get_ordering())


class TagDetailView(DetailView):
    """One tag, by id or slug. A former slug answers 301 to the current one."""

    versioning_class = BlogVersioning
    kind = "tags"
    parameters_class = TagDetailParameters
    serializer_class = TagSerializer
    problems = [TagNotFoundError]

    @override
    def get_row(self, key: str) -> Any:
        return get_tag(key, selection=self.selection)

    @override
    def find_by_any_slug(self, slug: str) -> Mapping[str, Any] | None:
        return find_tag_by_any_slug(slug)


class SeriesListView(ListView):
    """The series with public posts, by title."""

    versioning_class = BlogVersioning
    kind = "series"
    parameters_class = SeriesListParameters
    serializer_class = SeriesSummarySerializer

    @override
    def get_ordering(self) -> Ordering:
        return SERIES_ORDERINGS[self.parameters["ordering"]]

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        return list_series(selection=selection, order_by=self.get_ordering())


class SeriesDetailView(DetailView):
    """One series with its posts in reading order, by id or slug.

    A former slug answers 301 to the current one.
    """

    versioning_class = BlogVersioning
    kind = "series"
    parameters_class = SeriesDetailParameters
    serializer_class = SeriesDetailSerializer
    problems = [SeriesNotFoundError]

    @override
    def get_row(self, key: str) -> Any:
        return get_series(
            self.request.user, key, now=timezone.now(), selection=self.selection
        )

    @override
    def find_by_any_slug(self, slug: str) -> Mapping[str, Any] | None:
        return find_series_by_any_slug(slug)
