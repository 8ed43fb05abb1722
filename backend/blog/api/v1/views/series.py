"""Reading and writing series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from typing_extensions import override

from blog.api.v1.filters import (
    SERIES_ORDERINGS,
    SeriesDetailParameters,
    SeriesListParameters,
)
from blog.api.v1.serializers.series import (
    SeriesDetailSerializer,
    SeriesSummarySerializer,
)
from blog.api.v1.serializers.topic_bodies import SeriesBody, SeriesOrderBody
from blog.api.versioning import BlogVersioning
from blog.exceptions import (
    PostInOtherSeriesError,
    SeriesNotFoundError,
    SeriesOrderRefusedError,
    SlugTakenError,
)
from blog.models import Series
from blog.policies.library import (
    can_create_series,
    can_delete_series,
    can_edit_series,
)
from blog.policies.posts import posts_on_desk
from blog.selectors.topics import (
    find_series_by_any_slug,
    get_series,
    get_series_row,
    list_series,
)
from blog.services.series import (
    create_series,
    delete_series,
    order_series,
    update_series,
)
from common.api.editing import (
    WRITABLE_THROTTLES,
    EditableView,
    answer,
    answer_created,
    whole,
)
from common.api.keyset import Ordering
from common.api.preconditions import IF_MATCH, require_match, row_etag
from common.api.views import EndpointView, ListView
from common.selection import Selection


class SeriesListView(ListView):
    """The series with public posts, by title."""

    versioning_class = BlogVersioning
    kind = "series"
    throttle_classes = WRITABLE_THROTTLES
    parameters_class = SeriesListParameters
    serializer_class = SeriesSummarySerializer
    problems = [SlugTakenError]

    @override
    def get_ordering(self) -> Ordering:
        return SERIES_ORDERINGS[self.parameters["ordering"]]

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        return list_series(selection=selection, order_by=self.get_ordering())

    @extend_schema(request=SeriesBody, responses={201: SeriesDetailSerializer})
    def post(self, request: Request) -> Response:
        """Start a series without posts. For editors.

        Without a `slug` one is made from the title. It is on no list before it has a
        public post.
        """
        if not can_create_series(actor=request.user):
            self.permission_denied(request)
        series = create_series(**SeriesBody.parse(request))
        location = reverse(
            "api:v1:blog:series-detail",
            kwargs={"series": str(series.public_id)},
            request=request,
        )
        return answer_created(SeriesDetailSerializer, _whole(request, series), location)


class SeriesDetailView(EditableView):
    """One series with its posts in reading order, by id or slug.

    A former slug answers 301 to the current one. Editors see a series before it has
    public posts, and the posts that are not.
    """

    versioning_class = BlogVersioning
    kind = "series"
    parameters_class = SeriesDetailParameters
    serializer_class = SeriesDetailSerializer
    problems = [SeriesNotFoundError, SlugTakenError]

    @override
    def get_row(self, key: str) -> Any:
        return get_series(
            self.request.user, key, now=timezone.now(), selection=self.selection
        )

    @override
    def find_by_any_slug(self, slug: str) -> Mapping[str, Any] | None:
        return find_series_by_any_slug(slug, actor=self.request.user)

    @extend_schema(
        request=SeriesBody, parameters=[IF_MATCH], responses=SeriesDetailSerializer
    )
    def patch(self, request: Request, series: str) -> Response:
        """Rename or describe a series. For editors.

        What is absent stays as it is. A former slug goes on leading here. Needs
        `If-Match`.
        """
        row = get_series_row(request.user, series)
        if not can_edit_series(actor=request.user):
            self.permission_denied(request)
        changes = SeriesBody.parse(request, partial=True)
        row = update_series(series=row, changes=changes, check=self.check_unchanged)
        return answer(SeriesDetailSerializer, _whole(request, row))

    @extend_schema(request=None, parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, series: str) -> Response:
        """Delete a series; its posts stay. For editors. Needs `If-Match`."""
        row = get_series_row(request.user, series)
        if not can_delete_series(actor=request.user):
            self.permission_denied(request)
        delete_series(series=row, check=self.check_unchanged)
        return Response(status=204)


class SeriesOrderView(EndpointView):
    """Let a series hold exactly these posts, in this order. For editors.

    Posts that are left out stay, but in no series. Needs `If-Match` with the `ETag` of
    the series.
    """

    versioning_class = BlogVersioning
    kind = "series"
    throttle_classes = WRITABLE_THROTTLES
    problems = [PostInOtherSeriesError, SeriesNotFoundError, SeriesOrderRefusedError]

    @extend_schema(
        request=SeriesOrderBody,
        parameters=[IF_MATCH],
        responses=SeriesDetailSerializer,
    )
    def put(self, request: Request, series: str) -> Response:
        row = get_series_row(request.user, series)
        if not can_edit_series(actor=request.user):
            self.permission_denied(request)
        row = order_series(
            series=row,
            post_ids=SeriesOrderBody.parse(request)["posts"],
            among=posts_on_desk(actor=request.user),
            check=self.check_unchanged,
            now=timezone.now(),
        )
        return answer(SeriesDetailSerializer, _whole(request, row))

    def check_unchanged(self, row: Series) -> None:
        """Go on only if the client has read this version of the (locked) series."""
        require_match(self.request, row_etag(row.public_id, row.updated_at))


def _whole(request: Request, series: Series) -> dict[str, Any]:
    return get_series(
        request.user,
        str(series.public_id),
        now=timezone.now(),
        selection=whole(SeriesDetailSerializer),
    )
