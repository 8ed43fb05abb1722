"""Values that models, services and the API share."""

from django.db import models


class PostState(models.TextChoices):
    """Where a post stands between first idea and retirement."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Visibility(models.TextChoices):
    """Who may read a post once it is public by its state."""

    PUBLIC = "public"
    MEMBERS = "members"
    UNLISTED = "unlisted"
    PRIVATE = "private"


# Every move a post may make. The transitions on the model and the trigger in the
# database are checked against this one table.
LEGAL_MOVES: dict[str, list[tuple[PostState, PostState]]] = {
    "submit": [(PostState.DRAFT, PostState.SUBMITTED)],
    "request_changes": [
        (PostState.SUBMITTED, PostState.DRAFT),
        (PostState.REVIEWED, PostState.DRAFT),
    ],
    "approve": [(PostState.SUBMITTED, PostState.REVIEWED)],
    "publish": [
        (PostState.REVIEWED, PostState.PUBLISHED),
        (PostState.SCHEDULED, PostState.PUBLISHED),
    ],
    "schedule": [(PostState.REVIEWED, PostState.SCHEDULED)],
    "unschedule": [(PostState.SCHEDULED, PostState.REVIEWED)],
    "unpublish": [(PostState.PUBLISHED, PostState.DRAFT)],
    "archive": [
        (PostState.DRAFT, PostState.ARCHIVED),
        (PostState.SUBMITTED, PostState.ARCHIVED),
        (PostState.REVIEWED, PostState.ARCHIVED),
        (PostState.PUBLISHED, PostState.ARCHIVED),
    ],
    "reopen": [(PostState.ARCHIVED, PostState.DRAFT)],
}

TITLE_MAX_LENGTH = 200
SUBTITLE_MAX_LENGTH = 300
EXCERPT_MAX_LENGTH = 500
META_DESCRIPTION_MAX_LENGTH = 300
LANGUAGE_TAG_MAX_LENGTH = 35
LANGUAGE_TAG_PATTERN = r"[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*"
