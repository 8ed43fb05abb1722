"""Reading posts."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from blog.api.v1.filters import (
    POST_ORDERINGS,
    NeighborsParameters,
    PostDetailParameters,
    PostListParameters,
)
from blog.api.v1.serializers.posts import (
    NeighborsSerializer,
    PostDetailSerializer,
    PostSummarySerializer,
)
from blog.api.versioning import BlogVersioning
from blog.exceptions import PostGoneError, PostNotFoundError
from blog.selectors.posts import (
    PostFilters,
    find_neighbors,
    find_post_by_any_slug,
    get_post,
    list_posts,
)
from common.api.keyset import Ordering
from common.api.redirects import redirect_to_current
from common.api.views import ListView, ReadView
from common.selection import Selection

FILTERS = {field.name for field in fields(PostFilters)}


class PostListView(ListView):
    """Public posts, newest first."""

    versioning_class = BlogVersioning
    parameters_class = PostListParameters
    serializer_class = PostSummarySerializer

    @override
    def get_ordering(self) -> Ordering:
        return POST_ORDERINGS[self.parameters["ordering"]]

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        chosen = {name: parameters[name] for name in FILTERS & parameters.keys()}
        return list_posts(
            self.request.user,
            now=timezone.now(),
            selection=selection,
            filters=PostFilters(**chosen),
            order_by=self.get_ordering(),
        )


class PostDetailView(ReadView):
    """One post with its body, by id or slug.

    A former slug answers 301 to the current one; a post that was public and is in the
    trash answers 410.
    """

    versioning_class = BlogVersioning
    parameters_class = PostDetailParameters
    serializer_class = PostDetailSerializer
    problems = [PostNotFoundError, PostGoneError]

    @extend_schema(responses=PostDetailSerializer)
    def get(self, request: Request, post: str) -> Response:
        now = timezone.now()
        try:
            row = get_post(
                request.user,
                post,
                now=now,
                selection=self.selection,
                formats=self.parameters["formats"],
            )
        except PostNotFoundError:
            moved = find_post_by_any_slug(request.user, post, now=now)
            if moved is None:
                raise
            return redirect_to_current(request, post=moved["slug"])
        return Response(PostDetailSerializer(row, selection=self.selection).data)


class PostNeighborsView(ReadView):
    """The posts before and after one on the list, newest first."""

    versioning_class = BlogVersioning
    parameters_class = NeighborsParameters
    serializer_class = NeighborsSerializer
    problems = [PostNotFoundError, PostGoneError]

    @extend_schema(responses=NeighborsSerializer)
    def get(self, request: Request, post: str) -> Response:
        now = timezone.now()
        try:
            neighbors = find_neighbors(
                request.user, post, now=now, selection=self.selection
            )
        except PostNotFoundError:
            moved = find_post_by_any_slug(request.user, post, now=now)
            if moved is None:
                raise
            return redirect_to_current(request, post=moved["slug"])
        return Response(self._serialize(neighbors))

    def _serialize(self, neighbors: dict[str, Any]) -> dict[str, Any]:
        serializer = PostSummarySerializer(selection=self.selection)
        return {
            side: serializer.to_representation(row) if row else None
            for side, row in neighbors.items()
        }
