"""What writes of tags and series take."""

from __future__ import annotations

from rest_framework import serializers

from blog.constants import TITLE_MAX_LENGTH
from common.api.bodies import Body
from common.api.fields import NewSlugField
from common.api.text_fields import LineField, TextField

TAG_NAME_MAX_LENGTH = 100
DESCRIPTION_MAX_LENGTH = 5_000
SERIES_MAX_POSTS = 500
MADE_FROM_NAME = "Made from the name where a new one has none."


class TagBody(Body):
    """A tag; what is absent is left as it is, or empty in a new one."""

    name = LineField(max_length=TAG_NAME_MAX_LENGTH)
    slug = NewSlugField(required=False, help_text=MADE_FROM_NAME)
    description = TextField(
        required=False, allow_blank=True, max_length=DESCRIPTION_MAX_LENGTH
    )
    shared = serializers.BooleanField(
        required=False,
        help_text="Every writer may attach it; for editors. Cannot be taken back.",
    )


class TagMergeBody(Body):
    """The tag that remains."""

    into = serializers.UUIDField(help_text="Id of the tag that takes over.")


class SeriesBody(Body):
    """A series; what is absent is left as it is, or empty in a new one."""

    title = LineField(max_length=TITLE_MAX_LENGTH)
    slug = NewSlugField(required=False, help_text=MADE_FROM_NAME)
    description = TextField(
        required=False, allow_blank=True, max_length=DESCRIPTION_MAX_LENGTH
    )


class SeriesOrderBody(Body):
    """All posts of a series in reading order."""

    posts = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=SERIES_MAX_POSTS,
        help_text="Ids of posts; those in the trash keep their places by themselves.",
    )
