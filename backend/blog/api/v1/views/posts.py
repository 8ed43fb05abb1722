"""Reading posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
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
from blog.api.v1.serializers.writing import DeskPostSerializer, DeskSummarySerializer
from blog.api.v1.views.desk import (
    CONTENT_PROBLEMS,
    EDIT_PROBLEMS,
    POST_THROTTLES,
    EditedPostView,
    NewPostView,
    read_desk,
)
from blog.api.v1.views.moving import TRASHING
from blog.api.v1.views.trash import TrashedPostView
from blog.api.versioning import BlogVersioning
from blog.exceptions import PostGoneError, PostNotFoundError
from blog.selectors.drafts import list_desk
from blog.selectors.narrowing import PostFilters
from blog.selectors.posts import (
    find_neighbors,
    find_post_by_any_slug,
    get_post,
    list_posts,
)
from common.api.keyset import Ordering
from common.api.views import DetailView, ListView
from common.selection import Selection

FILTERS = {field.name for field in fields(PostFilters)}


class PostListView(NewPostView, ListView):
    """Public posts, newest first.

    With `state` or `mine`, a writer's desk: posts that only writers see are there, and
    each has its state.
    """

    versioning_class = BlogVersioning
    kind = "posts"
    throttle_classes = POST_THROTTLES
    problems = CONTENT_PROBLEMS
    parameters_class = PostListParameters
    serializer_class = PostSummarySerializer

    @extend_schema(responses=DeskSummarySerializer(many=True))
    @override
    def get(self, request: Request) -> Response:
        return super().get(request)

    @override
    def get_ordering(self) -> Ordering:
        wanted = POST_ORDERINGS[self.parameters["ordering"]]
        if not self._is_desk():
            return wanted
        # A draft has no time of publication, and no list can be cut by what is missing.
        return tuple(name.replace("published_at", "created_at") for name in wanted)

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        chosen = {name: parameters[name] for name in FILTERS & parameters.keys()}
        if self._is_desk():
            return list_desk(
                self.request.user,
                states=parameters.get("state", ()),
                mine=parameters.get("mine", False),
                selection=selection,
                filters=PostFilters(**chosen),
                order_by=self.get_ordering(),
            )
        return list_posts(
            self.request.user,
            now=timezone.now(),
            selection=selection,
            filters=PostFilters(**chosen),
            order_by=self.get_ordering(),
        )

    @override
    def serialize_many(self, items: Sequence[Any]) -> Any:
        if not self._is_desk():
            return super().serialize_many(items)
        members = self.selection.members | DeskSummarySerializer.desk_members
        selection = replace(self.selection, members=members)
        return DeskSummarySerializer(items, many=True, selection=selection).data

    def _is_desk(self) -> bool:
        return "state" in self.parameters or bool(self.parameters.get("mine"))


class NamedPostView(DetailView):
    """Base of what hangs on one post."""

    versioning_class = BlogVersioning
    kind = "posts"
    problems = [PostNotFoundError, PostGoneError]

    @override
    def find_by_any_slug(self, slug: str) -> Mapping[str, Any] | None:
        return find_post_by_any_slug(self.request.user, slug, now=timezone.now())


class PostDetailView(EditedPostView, TrashedPostView, NamedPostView):
    """One post with its body, by id or slug.

    A former slug answers 301 to the current one; a post that was public and is in the
    trash answers 410. With `version=draft`, writers get what they work on, with the
    `ETag` that a change of it needs.
    """

    throttle_classes = POST_THROTTLES
    problems = [
        *NamedPostView.problems,
        *CONTENT_PROBLEMS,
        *EDIT_PROBLEMS,
        *TRASHING,
    ]
    parameters_class = PostDetailParameters
    serializer_class = PostDetailSerializer

    @override
    def get_row(self, key: str) -> Any:
        return get_post(
            self.request.user,
            key,
            now=timezone.now(),
            selection=self.selection,
            formats=self.parameters["formats"],
        )

    @extend_schema(
        responses=PolymorphicProxySerializer(
            component_name="PostInAnyVersion",
            serializers=[PostDetailSerializer, DeskPostSerializer],
            resource_type_field_name=None,
        )
    )
    @override
    def get(self, request: Request, **path: str) -> Response:
        if self.parameters["version"] == "draft":
            return read_desk(request, path["post"])
        return super().get(request, **path)


class PostNeighborsView(NamedPostView):
    """The posts before and after one on the list, newest first.

    A former slug answers 301 to the current one.
    """

    parameters_class = NeighborsParameters
    serializer_class = NeighborsSerializer

    @override
    def get_row(self, key: str) -> Any:
        return find_neighbors(
            self.request.user, key, now=timezone.now(), selection=self.selection
        )

    @override
    def serialize(self, row: Any) -> Any:
        post = PostSummarySerializer(selection=self.selection)
        return {
            side: post.to_representation(neighbor) if neighbor else None
            for side, neighbor in row.items()
        }
