"""Reading tags and series."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
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
from common.api.redirects import redirect_to_current
from common.api.views import ListView, ReadView
from common.selection import Selection


class TagListView(ListView):
    """The tags of public posts, by name."""

    versioning_class = BlogVersioning
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


class TagDetailView(ReadView):
    """One tag, by id or slug. A former slug answers 301 to the current one."""

    versioning_class = BlogVersioning
    parameters_class = TagDetailParameters
    serializer_class = TagSerializer
    problems = [TagNotFoundError]

    @extend_schema(responses=TagSerializer)
    def get(self, request: Request, tag: str) -> Response:
        try:
            row = get_tag(tag, selection=self.selection)
        except TagNotFoundError:
            moved = find_tag_by_any_slug(tag)
            if moved is None:
                raise
            return redirect_to_current(request, tag=moved["slug"])
        return Response(TagSerializer(row, selection=self.selection).data)


class SeriesListView(ListView):
    """The series with public posts, by title."""

    versioning_class = BlogVersioning
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


class SeriesDetailView(ReadView):
    """One series with its posts in reading order, by id or slug.

    A former slug answers 301 to the current one.
    """

    versioning_class = BlogVersioning
    parameters_class = SeriesDetailParameters
    serializer_class = SeriesDetailSerializer
    problems = [SeriesNotFoundError]

    @extend_schema(responses=SeriesDetailSerializer)
    def get(self, request: Request, series: str) -> Response:
        now = timezone.now()
        try:
            row = get_series(request.user, series, now=now, selection=self.selection)
        except SeriesNotFoundError:
            moved = find_series_by_any_slug(series)
            if moved is None:
                raise
            return redirect_to_current(request, series=moved["slug"])
        return Response(SeriesDetailSerializer(row, selection=self.selection).data)
