"""Moving posts through their states: one route for each move."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from blog.api.v1.serializers.transitions import (
    PostStateSerializer,
    PublishBody,
    ReasonBody,
    RequestChangesBody,
    ScheduleBody,
    SubmitBody,
)
from blog.api.v1.views.moving import MOVING, PUBLISHING, MoveView
from blog.exceptions import AssigneeRefusedError, TimeRefusedError
from common.api.preconditions import IF_MATCH


class SubmitView(MoveView):
    """Hand a draft to the reviewers."""

    move = "submit"
    problems = [*MOVING, AssigneeRefusedError]

    @extend_schema(
        parameters=[IF_MATCH], request=SubmitBody, responses=PostStateSerializer
    )
    def post(self, request: Request, post: str) -> Response:
        """Submit a draft for review. Reviewers may say whose turn it is."""
        return self.make_move(request, post)


class RequestChangesView(MoveView):
    """Give a text back to its writer."""

    move = "request_changes"

    @extend_schema(
        parameters=[IF_MATCH], request=RequestChangesBody, responses=PostStateSerializer
    )
    def post(self, request: Request, post: str) -> Response:
        """Make a submitted or reviewed post a draft again, and say what it lacks."""
        return self.make_move(request, post)


class ApproveView(MoveView):
    """Declare a text good to publish."""

    move = "approve"

    @extend_schema(
        parameters=[IF_MATCH], request=ReasonBody, responses=PostStateSerializer
    )
    def post(self, request: Request, post: str) -> Response:
        """Approve a submitted post."""
        return self.make_move(request, post)


class PublishView(MoveView):
    """Make a post public."""

    move = "publish"
    problems = PUBLISHING

    @extend_schema(
        parameters=[IF_MATCH], request=PublishBody, responses=PostStateSerializer
    )
    def post(self, request: Request, post: str) -> Response:
        """Publish a reviewed or scheduled post now.

        A live post with unpublished changes publishes these. Authors publish so many
        posts of their own on one day and no more (429); changes are not counted, nor is
        what is published for others.
        """
        return self.make_move(request, post)


class ScheduleView(MoveView):
    """Let the clock make a post public."""

    move = "schedule"
    problems = [*PUBLISHING, TimeRefusedError]

    @extend_schema(
        parameters=[IF_MATCH], request=ScheduleBody, responses=PostStateSerializer
    )
    def post(self, request: Request, post: str) -> Response:
        """Plan when a reviewed post becomes public, and when it stops.

        For a live post with unpublished changes, plan when these go live. A time is an
        instant, or a wall time with its zone: one that the clocks skip is refused, one
        that they show twice needs its offset. Plans in wall time follow the rules of
        their zone when these are changed.
        """
        return self.make_move(request, post)


class UnscheduleView(MoveView):
    """Take a plan back."""

    move = "unschedule"

    @extend_schema(
        parameters=[IF_MATCH], request=ReasonBody, responses=PostStateSerializer
    )
    def post(self, request: Request, post: str) -> Response:
        """Take a scheduled post, or the scheduled change of a live one, off the
        calendar."""
        return self.make_move(request, post)


class UnpublishView(MoveView):
    """Take a public post back to work on it."""

    move = "unpublish"

    @extend_schema(
        parameters=[IF_MATCH], request=ReasonBody, responses=PostStateSerializer
    )
    def post(self, request: Request, post: str) -> Response:
        """Make a published post a draft; it says what its unpublished changes said."""
        return self.make_move(request, post)


class ArchivePostView(MoveView):
    """Retire a post."""

    move = "archive"

    @extend_schema(
        parameters=[IF_MATCH], request=ReasonBody, responses=PostStateSerializer
    )
    def post(self, request: Request, post: str) -> Response:
        """Retire a post: nobody reads it, and it is still there."""
        return self.make_move(request, post)


class ReopenView(MoveView):
    """Bring a retired post back."""

    move = "reopen"

    @extend_schema(
        parameters=[IF_MATCH], request=ReasonBody, responses=PostStateSerializer
    )
    def post(self, request: Request, post: str) -> Response:
        """Make an archived post a draft."""
        return self.make_move(request, post)
