"""What writers send, and what their desk shows."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator, URLValidator
from rest_framework import serializers
from rest_framework.request import Request

from blog.api.v1.serializers.posts import PostSummarySerializer
from blog.api.v1.serializers.strict_fields import BodyField, FlagField, IdField
from blog.constants import (
    EXCERPT_MAX_LENGTH,
    LANGUAGE_TAG_MAX_LENGTH,
    LANGUAGE_TAG_PATTERN,
    META_DESCRIPTION_MAX_LENGTH,
    SUBTITLE_MAX_LENGTH,
    TITLE_MAX_LENGTH,
    PostState,
    Visibility,
)
from blog.selectors.drafts import DESK_COLUMNS
from blog.selectors.editions import DEFAULTS, Content
from common.api.bodies import Body
from common.api.fields import NewSlugField, SiteURLField
from common.api.text_fields import LineField, TextField

MAX_AUTHORS = 20
MAX_TAGS = 50
# A post cannot be without, so a PUT that leaves them out leaves them alone.
KEPT_IF_ABSENT = {"slug", "authors"}


def _optional(**kwargs: Any) -> dict[str, Any]:
    return {"required": False, "allow_blank": True, "allow_null": True, **kwargs}


class PostBody(Body):
    """The content of a post. `null` clears what a post can be without."""

    title = LineField(
        max_length=TITLE_MAX_LENGTH, help_text="Not the same as the body."
    )
    subtitle = LineField(**_optional(max_length=SUBTITLE_MAX_LENGTH))
    slug = NewSlugField(
        required=False,
        help_text="Made from the title where a new post has none; a PUT without it "
        "leaves it as it is.",
    )
    excerpt = TextField(
        **_optional(max_length=EXCERPT_MAX_LENGTH),
        help_text="Plain text; made from the body where empty.",
    )
    body_markdown = BodyField(**_optional(trim_whitespace=False))
    language = LineField(
        required=False,
        max_length=LANGUAGE_TAG_MAX_LENGTH,
        validators=[RegexValidator(rf"^{LANGUAGE_TAG_PATTERN}$")],
        help_text="A language tag, such as `en` or `ja`.",
    )
    canonical_url = LineField(
        **_optional(max_length=500, validators=[URLValidator(["http", "https"])]),
        help_text="Where the text first appeared; empty if here.",
    )
    meta_title = LineField(**_optional(max_length=TITLE_MAX_LENGTH))
    meta_description = LineField(**_optional(max_length=META_DESCRIPTION_MAX_LENGTH))
    is_noindex = FlagField(required=False)
    comments_open = FlagField(required=False)
    is_featured = FlagField(required=False, help_text="For editors.")
    visibility = serializers.ChoiceField(Visibility.choices, required=False)
    cover_image = IdField(required=False, allow_null=True, help_text="Id of an image.")
    authors = serializers.ListField(
        child=IdField(),
        required=False,
        max_length=MAX_AUTHORS,
        help_text="Ids in the order of the byline; your own profile if a new post has "
        "none. A PUT without them leaves them as they are.",
    )
    tags = serializers.ListField(
        child=IdField(), required=False, allow_null=True, max_length=MAX_TAGS
    )
    series = IdField(
        required=False,
        allow_null=True,
        help_text="Id of a series; the post comes at its end.",
    )

    @classmethod
    def parse_content(cls, request: Request, *, partial: bool = False) -> Content:
        """Return the fields that the body has, as content.

        Raises:
            rest_framework.exceptions.ValidationError: with a code for each fault.
        """
        fields = cls.parse(request, partial=partial)
        content = {
            name: DEFAULTS[name] if value is None else value
            for name, value in fields.items()
        }
        if "tags" in content:
            content["tags"] = sorted(content["tags"])
        return content

    @classmethod
    def parse_whole(cls, request: Request) -> Content:
        """Return the whole content, with defaults for what the body leaves out.

        Raises:
            rest_framework.exceptions.ValidationError: with a code for each fault.
        """
        said = cls.parse_content(request)
        unsaid = {name: DEFAULTS[name] for name in DEFAULTS.keys() - KEPT_IF_ABSENT}
        return {**unsaid, **said}

    def validate_authors(self, authors: list[str]) -> list[str]:
        """Refuse a name that stands twice in the byline."""
        return _each_once(authors)

    def validate_tags(self, tags: list[str] | None) -> list[str] | None:
        """Refuse a tag that is named twice."""
        return tags if tags is None else _each_once(tags)


def _each_once(ids: list[str]) -> list[str]:
    faults: dict[Any, Any] = {
        place: [serializers.ErrorDetail("Name it once.", code="repeated")]
        for place, public_id in enumerate(ids)
        if public_id in ids[:place]
    }
    if faults:
        raise serializers.ValidationError(faults)
    return ids


class DeskPostSerializer(PostBody):
    """A post as its writers have it. The fields of a PUT are all there, as they are.

    Where `has_unpublished_changes`, readers still have the content of before.
    """

    id = serializers.UUIDField(source="public_id")
    url = SiteURLField("post", help_text="Where readers find it.")
    state = serializers.ChoiceField(PostState.choices)
    allowed_transitions = serializers.ListField(
        child=serializers.CharField(), help_text="Those that you may ask for now."
    )
    has_unpublished_changes = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Moves with every change.")
    revision = serializers.IntegerField(help_text="Number of the newest revision.")
    publish_at = serializers.DateTimeField(allow_null=True)
    unpublish_at = serializers.DateTimeField(allow_null=True)
    change_at = serializers.DateTimeField(
        allow_null=True, help_text="When the unpublished changes go live by themselves."
    )
    published_at = serializers.DateTimeField(allow_null=True)
    first_published_at = serializers.DateTimeField(allow_null=True)
    trashed_at = serializers.DateTimeField(allow_null=True)
    assignee = serializers.UUIDField(
        allow_null=True, help_text="The account that reviews it next."
    )
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(
        allow_null=True, help_text="The last change of what readers have or will have."
    )


class DeskSummarySerializer(PostSummarySerializer):
    """A post on a list; the last members are there where `state` or `mine` is asked."""

    desk_members = frozenset({*DESK_COLUMNS, "has_unpublished_changes"})

    published_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(PostState.choices, required=False)
    has_unpublished_changes = serializers.BooleanField(required=False)
    publish_at = serializers.DateTimeField(allow_null=True, required=False)
    unpublish_at = serializers.DateTimeField(allow_null=True, required=False)
    version = serializers.IntegerField(required=False)
    updated_at = serializers.DateTimeField(required=False)
