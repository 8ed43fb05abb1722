"""One move for many posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from blog.api.v1.serializers.transitions import (
    MOVE_OF,
    BulkResultsSerializer,
    BulkTransitionBody,
)
from blog.api.v1.views.moving import read_move, stale
from blog.api.versioning import BlogVersioning
from blog.exceptions import (
    AssigneeRefusedError,
    MoveForbiddenError,
    PostNotFoundError,
)
from blog.models import Post
from blog.policies.posts import can_move_post, can_open_desk
from blog.selectors.desk import lock_desk_posts
from blog.services.moving import move_posts
from common.api.error_codes import describe_class
from common.api.throttles import BlogThrottle, UserThrottle, WriteThrottle
from common.api.views import EndpointView
from common.exceptions import DomainError

if TYPE_CHECKING:
    from custom_user.services import Account


class BulkTransitionView(EndpointView):
    """One move for up to a hundred posts."""

    versioning_class = BlogVersioning
    permission_classes = [IsAuthenticated]
    throttle_classes = [UserThrottle, BlogThrottle, WriteThrottle]
    kind = "posts"
    problems = [AssigneeRefusedError, MoveForbiddenError]

    @extend_schema(request=BulkTransitionBody, responses=BulkResultsSerializer)
    @transaction.atomic
    def post(self, request: Request) -> Response:
        """Move many posts at once, each as far as it can: one refused stops no other.

        Each post is named with the `version` that was read, in place of `If-Match`. The
        answer says for each what a call for it alone would have said.
        """
        actor = cast("Account", request.user)
        if not can_open_desk(actor=actor):
            raise MoveForbiddenError
        body = BulkTransitionBody.parse(request)
        move = read_move(actor, MOVE_OF[body["transition"]], body)
        posts = lock_desk_posts(actor, [item["id"] for item in body["posts"]])
        errors: dict[Any, DomainError] = {}
        for item in body["posts"]:
            error = _refusal(actor, move.name, posts.get(item["id"]), item["version"])
            if error is not None:
                errors[item["id"]] = error
        able = [post for key, post in posts.items() if key not in errors]
        versions = {post.pk: (post.state, post.version) for post in able}
        failed = move_posts(posts=able, move=move)
        errors |= {
            post.public_id: failed[post.pk] for post in able if post.pk in failed
        }
        results = [
            _result(item["id"], posts.get(item["id"]), errors.get(item["id"]), versions)
            for item in body["posts"]
        ]
        return Response({"results": results})


def _refusal(
    actor: Account, move: str, post: Post | None, version: int
) -> DomainError | None:
    if post is None:
        return PostNotFoundError()
    if not can_move_post(actor=actor, post=post, move=move):
        return MoveForbiddenError()
    return stale(post) if post.version != version else None


def _result(
    public_id: Any,
    post: Post | None,
    error: DomainError | None,
    before: dict[int, tuple[str, int]],
) -> dict[str, Any]:
    entry = describe_class(type(error)) if error else None
    state = (post.state, post.version) if post else (None, None)
    if post is not None and error is not None:
        # What could not be stored has been undone in the database alone.
        state = before.get(post.pk, state)
    return {
        "id": public_id,
        "status": entry.status if entry else 200,
        "error_code": entry.code if entry else None,
        "detail": error.detail if error else None,
        "state": state[0],
        "version": state[1],
    }
