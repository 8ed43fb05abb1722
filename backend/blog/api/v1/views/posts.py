"""Reading posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
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
from blog.selectors.narrowing import PostFilters
from blog.selectors.posts import (
    find_neighbors,
    find_post_by_any_slug,
    get_post,
    list_posts,
)
from common.api.keyset import Ordering
from common.api.throttles import AnonThrottle, BlogThrottle, UserThrottle
from common.api.views import DetailView, ListView
from common.selection import Selection

FILTERS = {field.name for field in fields(PostFilters)}


class PostListView(ListView):
    """Public posts, newest first."""

    versioning_class = BlogVersioning
    kind = "posts"
    throttle_classes = [AnonThrottle, UserThrottle, BlogThrottle]
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


class NamedPostView(DetailView):
    """Base of what hangs on one post."""

    versioning_class = BlogVersioning
    kind = "posts"
    problems = [PostNotFoundError, PostGoneError]

    @override
    def find_by_any_slug(self, slug: str) -> Mapping[str, Any] | None:
        return find_post_by_any_slug(self.request.user, slug, now=timezone.now())


class PostDetailView(NamedPostView):
    """One post with its body, by id or slug.

    A former slug answers 301 to the current one; a post that was public and is in the
    trash answers 410.
    """

    throttle_classes = [AnonThrottle, UserThrottle, BlogThrottle]
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
