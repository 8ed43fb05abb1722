"""The state of a post and the moves between states."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django_fsm import FSMField, transition

from blog.constants import PostState
from common.models import StateModel


class PostLifecycle(StateModel):
    """What moves a post through its states; saving is left to the caller.

    `LEGAL_MOVES` lists the same moves, for the trigger that guards the column.
    """

    state = FSMField(default=PostState.DRAFT, choices=PostState.choices, protected=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    unpublish_at = models.DateTimeField(null=True, blank=True)
    # As somebody wrote it, in wall time and zone; empty where it was an instant.
    publish_wall_time = models.CharField(
        max_length=19, blank=True, db_default="", editable=False
    )
    publish_zone = models.CharField(
        max_length=64, blank=True, db_default="", editable=False
    )
    unpublish_wall_time = models.CharField(
        max_length=19, blank=True, db_default="", editable=False
    )
    unpublish_zone = models.CharField(
        max_length=64, blank=True, db_default="", editable=False
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @transition(field=state, source=PostState.DRAFT, target=PostState.SUBMITTED)
    def submit(self) -> None:
        """Hand the draft to the reviewers."""

    @transition(
        field=state,
        source=[PostState.SUBMITTED, PostState.REVIEWED],
        target=PostState.DRAFT,
    )
    def request_changes(self) -> None:
        """Give the text back to its author."""

    @transition(field=state, source=PostState.SUBMITTED, target=PostState.REVIEWED)
    def approve(self) -> None:
        """Declare the text good to publish."""

    @transition(
        field=state,
        source=[PostState.REVIEWED, PostState.SCHEDULED],
        target=PostState.PUBLISHED,
    )
    def publish(self, *, at: datetime) -> None:
        """Make the post public as of `at`, or of its planned time if that is over."""
        self.published_at = min(self.publish_at or at, at)
        self._forget_plan()
        self.first_published_at = self.first_published_at or self.published_at

    @transition(field=state, source=PostState.REVIEWED, target=PostState.SCHEDULED)
    def schedule(self, *, publish_at: datetime) -> None:
        """Let the clock make the post public at `publish_at`."""
        self._forget_plan()
        self.publish_at = publish_at
        self.published_at = publish_at

    @transition(field=state, source=PostState.SCHEDULED, target=PostState.REVIEWED)
    def unschedule(self, *, at: datetime) -> None:
        """Take the post off the calendar; if its time had come, it was public."""
        if self.publish_at and self.publish_at <= at:
            self.first_published_at = self.first_published_at or self.publish_at
        self._forget_plan()
        self.published_at = None

    @transition(field=state, source=PostState.PUBLISHED, target=PostState.DRAFT)
    def unpublish(self) -> None:
        """Take the post back to work on it."""

    @transition(
        field=state,
        source=[
            PostState.DRAFT,
            PostState.SUBMITTED,
            PostState.REVIEWED,
            PostState.PUBLISHED,
        ],
        target=PostState.ARCHIVED,
    )
    def archive(self) -> None:
        """Retire the post."""

    @transition(field=state, source=PostState.ARCHIVED, target=PostState.DRAFT)
    def reopen(self) -> None:
        """Bring a retired post back to work on it."""

    def _forget_plan(self) -> None:
        self.publish_at = None
        self.publish_wall_time = self.publish_zone = ""
