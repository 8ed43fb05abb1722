"""Reading and writing tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import ValidationError
from typing_extensions import override

from blog.api.v1.filters import TAG_ORDERINGS, TagDetailParameters, TagListParameters
from blog.api.v1.serializers.tags import TagSerializer
from blog.api.v1.serializers.topic_bodies import TagBody, TagMergeBody
from blog.api.versioning import BlogVersioning
from blog.exceptions import (
    SlugTakenError,
    TagInUseError,
    TagMergeRefusedError,
    TagNameTakenError,
    TagNotFoundError,
)
from blog.models import Tag
from blog.policies.library import (
    can_create_tag,
    can_delete_tag,
    can_delete_tags,
    can_edit_tags,
)
from blog.selectors.topics import (
    find_tag_by_any_slug,
    get_tag,
    get_tag_row,
    list_tags,
)
from blog.services.tag_merging import merge_tags
from blog.services.tags import create_tag, delete_tag, update_tag
from common.api.editing import (
    WRITABLE_THROTTLES,
    EditableView,
    answer,
    answer_created,
    whole,
)
from common.api.keyset import Ordering
from common.api.preconditions import IF_MATCH
from common.api.views import EndpointView, ListView
from common.selection import Selection

if TYPE_CHECKING:
    from custom_user.services import Account


class TagListView(ListView):
    """The tags of public posts, by name."""

    versioning_class = BlogVersioning
    kind = "tags"
    throttle_classes = WRITABLE_THROTTLES
    parameters_class = TagListParameters
    serializer_class = TagSerializer
    problems = [SlugTakenError, TagNameTakenError]

    @override
    def get_ordering(self) -> Ordering:
        return TAG_ORDERINGS[self.parameters["ordering"]]

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        return list_tags(selection=selection, order_by=self.get_ordering())

    @extend_schema(request=TagBody, responses={201: TagSerializer})
    def post(self, request: Request) -> Response:
        """Make a tag: your own, or as an editor one that is `shared`.

        Without a `slug` one is made from the name. It is on no list before a public
        post has it.
        """
        actor = request.user
        if not can_create_tag(actor=actor):
            self.permission_denied(request)
        body = TagBody.parse(request)
        is_shared = body.pop("shared", False)
        if is_shared and not can_edit_tags(actor=actor):
            self.permission_denied(request, "Shared tags are made by editors.")
        tag = create_tag(**body, owner=None if is_shared else cast("Account", actor))
        location = reverse(
            "api:v1:blog:tag-detail",
            kwargs={"tag": str(tag.public_id)},
            request=request,
        )
        return answer_created(TagSerializer, _whole(request, tag), location)


class TagDetailView(EditableView):
    """One tag, by id or slug.

    A former slug answers 301 to the current one, and what a merged tag was called to
    the one it went into. Writers see tags before public posts have them.
    """

    versioning_class = BlogVersioning
    kind = "tags"
    parameters_class = TagDetailParameters
    serializer_class = TagSerializer
    problems = [SlugTakenError, TagInUseError, TagNameTakenError, TagNotFoundError]

    @override
    def get_row(self, key: str) -> Any:
        return get_tag(self.request.user, key, selection=self.selection)

    @override
    def find_by_any_slug(self, slug: str) -> Mapping[str, Any] | None:
        return find_tag_by_any_slug(slug, actor=self.request.user)

    @extend_schema(request=TagBody, parameters=[IF_MATCH], responses=TagSerializer)
    def patch(self, request: Request, tag: str) -> Response:
        """Rename, describe or share a tag. For editors.

        What is absent stays as it is. A former slug goes on leading here. Needs
        `If-Match`.
        """
        row = get_tag_row(request.user, tag)
        if not can_edit_tags(actor=request.user):
            self.permission_denied(request)
        changes = _changes(TagBody.parse(request, partial=True))
        row = update_tag(tag=row, changes=changes, check=self.check_unchanged)
        return answer(TagSerializer, _whole(request, row))

    @extend_schema(request=None, parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, tag: str) -> Response:
        """Take a tag away from all posts, as an editor; or your own that none has.

        Needs `If-Match`.
        """
        row = get_tag_row(request.user, tag)
        if not can_delete_tag(actor=request.user, tag=row):
            self.permission_denied(request)
        delete_tag(
            tag=row,
            if_unused=not can_delete_tags(actor=request.user),
            check=self.check_deletable,
        )
        return Response(status=204)

    def check_deletable(self, row: Tag) -> None:
        """Ask again of the locked row: it may have been shared meanwhile."""
        if not can_delete_tag(actor=self.request.user, tag=row):
            self.permission_denied(self.request)
        self.check_unchanged(row)


class TagMergeView(EndpointView):
    """Merge a tag into another one, for good: what it was called leads there.

    All its posts have the other one, which they count for once. Called again, it
    changes nothing. For editors.
    """

    versioning_class = BlogVersioning
    kind = "tags"
    throttle_classes = WRITABLE_THROTTLES
    problems = [TagMergeRefusedError, TagNotFoundError]

    @extend_schema(request=TagMergeBody, responses=TagSerializer)
    def post(self, request: Request, tag: str) -> Response:
        if not can_edit_tags(actor=request.user):
            self.permission_denied(request)
        body = TagMergeBody.parse(request)
        target = merge_tags(source=tag, target_id=body["into"], now=timezone.now())
        return answer(TagSerializer, _whole(request, target))


def _changes(body: dict[str, Any]) -> dict[str, Any]:
    if "shared" not in body:
        return body
    if not body.pop("shared"):
        detail = "A tag cannot be taken away from everybody; leave this out."
        raise ValidationError({"shared": detail}, code="not_reversible")
    return {**body, "owner_id": None}


def _whole(request: Request, tag: Tag) -> dict[str, Any]:
    return get_tag(request.user, str(tag.public_id), selection=whole(TagSerializer))
