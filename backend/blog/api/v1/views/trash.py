"""The trash: into it, and out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from blog.api.v1.serializers.transitions import PostStateSerializer
from blog.api.v1.views.moving import FINDING, TRASHING, check_unchanged, show_state
from blog.api.versioning import BlogVersioning
from blog.exceptions import MoveForbiddenError, NotInTrashError
from blog.policies.posts import can_delete_post, can_restore_post
from blog.selectors.desk import get_desk_post
from blog.services.moving import restore_post, trash_post
from common.api.bodies import NullBody
from common.api.preconditions import IF_MATCH
from common.api.throttles import BlogThrottle, UserThrottle, WriteThrottle
from common.api.views import EndpointView

if TYPE_CHECKING:
    from custom_user.services import Account


class RestoreView(EndpointView):
    """Take a post out of the trash."""

    versioning_class = BlogVersioning
    permission_classes = [IsAuthenticated]
    throttle_classes = [UserThrottle, BlogThrottle, WriteThrottle]
    kind = "posts"
    problems = [*FINDING, *TRASHING, NotInTrashError]

    @extend_schema(
        parameters=[IF_MATCH], request=NullBody, responses=PostStateSerializer
    )
    @transaction.atomic
    def post(self, request: Request, post: str) -> Response:
        """Take a post out of the trash, with its state, tags, series and addresses.

        A scheduled one whose time came in the trash comes off the calendar.
        """
        actor = cast("Account", request.user)
        row = get_desk_post(actor, post, for_update=True)
        if not can_restore_post(actor=actor, post=row):
            raise MoveForbiddenError
        check_unchanged(request, row)
        NullBody.parse(request)
        restore_post(post=row, actor=actor, now=timezone.now())
        return show_state(row, actor)


class TrashedPostView(EndpointView):
    """Base of one post: how it gets into the trash."""

    @extend_schema(parameters=[IF_MATCH], request=None, responses={204: None})
    @transaction.atomic
    def delete(self, request: Request, post: str) -> Response:
        """Put a post into the trash, from where it can be restored.

        If it ever was public, its addresses answer 410 from now on. Needs `If-Match`.
        """
        actor = cast("Account", request.user)
        row = get_desk_post(actor, post, for_update=True)
        if not can_delete_post(actor=actor, post=row):
            raise MoveForbiddenError
        if row.trashed_at is None:
            check_unchanged(request, row)
            trash_post(post=row, actor=actor, now=timezone.now())
        return Response(status=204)
