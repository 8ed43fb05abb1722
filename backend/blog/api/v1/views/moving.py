"""What the endpoints of moves share: finding, checking and showing a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.db import transaction
from django.utils import timezone
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from blog.api.v1.serializers.transitions import BODY_OF, PostStateSerializer
from blog.api.v1.views.assigning import find_assignee
from blog.api.versioning import BlogVersioning
from blog.exceptions import (
    DailyLimitError,
    IllegalMoveError,
    MoveForbiddenError,
    PostGoneError,
    PostNotFoundError,
    SlugTakenError,
    StalePostError,
    TimesRefusedError,
)
from blog.models import Post
from blog.policies.posts import can_move_post
from blog.selectors.desk import get_desk_post
from blog.services.moving import Move, move_post
from common.api.preconditions import stated_version, version_etag
from common.api.throttles import BlogThrottle, UserThrottle, WriteThrottle
from common.api.views import EndpointView
from common.exceptions import DomainError

if TYPE_CHECKING:
    from custom_user.services import Account

FINDING: list[type[DomainError]] = [PostNotFoundError, PostGoneError]
TRASHING: list[type[DomainError]] = [MoveForbiddenError, StalePostError]
MOVING: list[type[DomainError]] = [*FINDING, *TRASHING, IllegalMoveError]
PUBLISHING: list[type[DomainError]] = [
    *MOVING,
    DailyLimitError,
    SlugTakenError,
    TimesRefusedError,
]


class MoveView(EndpointView):
    """Base of one move of one post."""

    versioning_class = BlogVersioning
    permission_classes = [IsAuthenticated]
    throttle_classes = [UserThrottle, BlogThrottle, WriteThrottle]
    kind = "posts"
    problems = MOVING
    move: ClassVar[str]

    @transaction.atomic
    def make_move(self, request: Request, key: str) -> Response:
        """Find, check and move the post, all under one lock."""
        actor = cast("Account", request.user)
        post = get_desk_post(actor, key, for_update=True)
        if not can_move_post(actor=actor, post=post, move=self.move):
            raise MoveForbiddenError
        check_unchanged(request, post)
        body = BODY_OF[self.move].parse(request)
        move_post(post=post, move=read_move(actor, self.move, body))
        return show_state(post, actor)


def read_move(actor: Account, name: str, body: dict[str, Any]) -> Move:
    """Return the move that somebody asks for.

    Raises:
        AssigneeRefusedError: nobody can assign it to that account, or not the actor.
    """
    planned: tuple[str, ...] = ("publish_at", "unpublish_at")
    times = {key: body[key] for key in planned if key in body}
    return Move(
        name=name,
        actor=actor,
        now=timezone.now(),
        reason=body.get("reason", ""),
        assignee=find_assignee(actor, body.get("assignee")),
        times=times,
    )


def check_unchanged(request: Request, post: Post) -> None:
    """Go on only if the client has read this version of the (locked) post.

    Raises:
        StalePostError: it has read an older one.
        rest_framework.exceptions.APIException: it names no version (428), or none that
            there was (412).
    """
    current = post.version
    if stated_version(request, public_id=post.public_id, current=current) != current:
        raise stale(post)


def stale(post: Post) -> StalePostError:
    """Return the error of whoever has read an older version than there is."""
    detail = f"The post is now in version {post.version}; read it again."
    etag = version_etag(post.public_id, post.version)
    return StalePostError(
        detail, extra={"current_version": post.version, "current_etag": etag}
    )


def show_state(post: Post, actor: Account) -> Response:
    """Answer with where a post stands, and the `ETag` of its version."""
    context = {"actor": actor, "now": timezone.now()}
    headers = {"ETag": version_etag(post.public_id, post.version)}
    return Response(PostStateSerializer(post, context=context).data, headers=headers)
