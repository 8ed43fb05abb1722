"""What moves of posts take and answer."""

from __future__ import annotations

import contextlib
from datetime import UTC
from typing import Any

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from typing_extensions import override

from blog.constants import LEGAL_MOVES, PostState
from blog.models import Post
from blog.selectors.desk import open_moves, public_name
from blog.services.wall_time import PlannedTime, WallTimeError, plan
from common.api.bodies import Body
from common.api.parameters import OneOfField
from common.api.text_fields import TextField

REASON_MAX_LENGTH = 5000
POSTS_PER_CALL = 100
MOVE_OF = {public_name(move): move for move in LEGAL_MOVES}


class WallTimeBody(Body):
    """A time on the clocks of a place."""

    wall_time = TextField(max_length=19, help_text="Such as `2026-03-29T02:30`.")
    zone = TextField(max_length=64, help_text="Such as `Europe/Berlin`.")
    offset = TextField(
        required=False,
        max_length=6,
        help_text="Such as `+02:00`; needed where the clocks show the time twice.",
    )


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "format": "date-time"},
            {
                "type": "object",
                "required": ["wall_time", "zone"],
                "additionalProperties": False,
                "properties": {
                    "wall_time": {"type": "string", "examples": ["2026-03-29T01:30"]},
                    "zone": {"type": "string", "examples": ["Europe/Berlin"]},
                    "offset": {"type": "string", "examples": ["+02:00"]},
                },
            },
        ]
    }
)
class PlannedTimeField(serializers.Field[PlannedTime, Any, Any, Any]):
    """An instant with its offset, or a wall time with its zone."""

    default_error_messages = {
        "invalid": "Write a time with offset, such as 2026-03-29T02:30:00+02:00, or "
        "an object with `wall_time` and `zone`.",
    }

    @override
    def to_internal_value(self, data: Any) -> PlannedTime:
        planned = self._plan(data) if isinstance(data, dict) else self._read(data)
        # What follows the time, such as the end of its day, must be a time as well.
        if planned is None or not 1 < planned.at.year < 9999:
            self.fail("invalid")
        return planned

    @override
    def to_representation(self, value: Any) -> Any:
        return value

    def _read(self, data: Any) -> PlannedTime | None:
        with contextlib.suppress(ValueError, OverflowError):
            at = parse_datetime(data) if isinstance(data, str) else None
            if at is not None and at.tzinfo is not None:
                return PlannedTime(at.astimezone(UTC))
        return None

    def _plan(self, data: dict[str, Any]) -> PlannedTime:
        body = WallTimeBody(data=data)
        body.is_valid(raise_exception=True)
        try:
            return plan(**body.validated_data)
        except WallTimeError as error:
            fault = [ErrorDetail(error.detail, code=error.code)]
            raise serializers.ValidationError({error.member: fault}) from error


def _reason(*, required: bool = False) -> TextField:
    return TextField(
        required=required,
        allow_blank=not required,
        max_length=REASON_MAX_LENGTH,
        help_text="What the log of transitions says about it.",
    )


def _assignee() -> serializers.UUIDField:
    return serializers.UUIDField(
        required=False, help_text="Account that reviews the post; chosen by reviewers."
    )


def _unpublish_at() -> PlannedTimeField:
    return PlannedTimeField(
        required=False,
        allow_null=True,
        help_text="When it stops being public; null: never, absent: as it was.",
    )


class ReasonBody(Body):
    """A move that needs nothing said."""

    reason = _reason()


class RequestChangesBody(Body):
    """What the writer should do."""

    reason = _reason(required=True)


class SubmitBody(ReasonBody):
    """Who should look at it."""

    assignee = _assignee()


class PublishBody(ReasonBody):
    """How long it stays."""

    unpublish_at = _unpublish_at()


class ScheduleBody(PublishBody):
    """When it comes, and how long it stays."""

    publish_at = PlannedTimeField()


class PostVersionBody(Body):
    """One post as it was read."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text="The `version` that was read."
    )


class BulkTransitionBody(Body):
    """One move for many posts, with the members that the move takes for one."""

    transition = OneOfField(list(MOVE_OF))
    posts = serializers.ListField(
        child=PostVersionBody(), allow_empty=False, max_length=POSTS_PER_CALL
    )
    reason = _reason()
    assignee = _assignee()
    publish_at = PlannedTimeField(required=False)
    unpublish_at = _unpublish_at()

    def validate_posts(self, posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse a post that is named twice: it can make one move."""
        ids = [post["id"] for post in posts]
        faults: Any = {
            place: [ErrorDetail("Name it once.", code="repeated")]
            for place, public_id in enumerate(ids)
            if public_id in ids[:place]
        }
        if faults:
            raise serializers.ValidationError(faults)
        return posts

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        body_class = BODY_OF[MOVE_OF[attrs["transition"]]]
        fields = body_class().fields
        said = attrs.keys() - {"transition", "posts"}
        faults = {
            name: [ErrorDetail("This transition does not take it.", code="unknown")]
            for name in sorted(said - fields.keys())
        }
        for name, each in fields.items():
            if each.required and not attrs.get(name):
                detail = "This transition needs it."
                faults[name] = [ErrorDetail(detail, code="required")]
        if faults:
            raise serializers.ValidationError(faults)
        return attrs


BODY_OF: dict[str, type[Body]] = dict.fromkeys(LEGAL_MOVES, ReasonBody) | {
    "submit": SubmitBody,
    "request_changes": RequestChangesBody,
    "publish": PublishBody,
    "schedule": ScheduleBody,
}


class WallTimeSerializer(serializers.Serializer[Any]):
    """A time as it was written, if it was on the clocks of a place."""

    wall_time = serializers.CharField()
    zone = serializers.CharField()


class PostStateSerializer(serializers.Serializer[Post]):
    """Where a post stands."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(PostState.choices)
    allowed_transitions = serializers.SerializerMethodField(
        help_text="Those that you may ask for now."
    )
    publish_at = serializers.DateTimeField(allow_null=True)
    change_at = serializers.DateTimeField(
        allow_null=True, help_text="When the unpublished changes go live by themselves."
    )
    publish_wall_time = serializers.SerializerMethodField(
        help_text="How `publish_at` or `change_at` was written, if in wall time."
    )
    unpublish_at = serializers.DateTimeField(allow_null=True)
    unpublish_wall_time = serializers.SerializerMethodField()
    published_at = serializers.DateTimeField(allow_null=True)
    first_published_at = serializers.DateTimeField(allow_null=True)
    trashed_at = serializers.DateTimeField(allow_null=True)
    has_unpublished_changes = serializers.SerializerMethodField()
    assignee = serializers.UUIDField(
        source="assignee.public_id",
        default=None,
        allow_null=True,
        help_text="The account that reviews it next.",
    )
    version = serializers.IntegerField(help_text="Moves with every change.")

    def get_allowed_transitions(self, post: Post) -> list[str]:
        """Return what the caller, who is in the context with the time, may do next."""
        return open_moves(
            actor=self.context["actor"], post=post, now=self.context["now"]
        )

    @extend_schema_field(WallTimeSerializer(allow_null=True))
    def get_publish_wall_time(self, post: Post) -> dict[str, str] | None:
        """Return the clock's words for when it comes."""
        return _as_written(post.publish_wall_time, post.publish_zone)

    @extend_schema_field(WallTimeSerializer(allow_null=True))
    def get_unpublish_wall_time(self, post: Post) -> dict[str, str] | None:
        """Return the clock's words for when it goes."""
        return _as_written(post.unpublish_wall_time, post.unpublish_zone)

    def get_has_unpublished_changes(self, post: Post) -> bool:
        """Tell whether readers have older content than writers."""
        return post.working_revision_id is not None


def _as_written(wall_time: str, zone: str) -> dict[str, str] | None:
    return {"wall_time": wall_time, "zone": zone} if zone else None


class TransitionSerializer(serializers.Serializer[Any]):
    """One move that a post has made."""

    from_state = serializers.ChoiceField(PostState.choices, source="source")
    to_state = serializers.ChoiceField(PostState.choices, source="target")
    at = serializers.DateTimeField(source="created_at")
    actor = serializers.UUIDField(
        source="who", allow_null=True, help_text="Null: the clock, or an import."
    )
    reason = serializers.CharField(allow_blank=True)


class BulkResultSerializer(serializers.Serializer[Any]):
    """What became of one post of many."""

    id = serializers.UUIDField()
    status = serializers.IntegerField(help_text="As a call for this post alone has it.")
    error_code = serializers.CharField(allow_null=True)
    detail = serializers.CharField(allow_null=True)
    state = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(allow_null=True, help_text="The version now.")


class BulkResultsSerializer(serializers.Serializer[Any]):
    """What became of each post, in the order they were named."""

    results = BulkResultSerializer(many=True)
