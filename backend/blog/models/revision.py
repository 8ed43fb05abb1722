"""What a post said at some time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from typing_extensions import override

from blog.constants import EXCERPT_MAX_LENGTH, SUBTITLE_MAX_LENGTH, TITLE_MAX_LENGTH
from common.models import PublicModel


class Revision(PublicModel):
    """The content of a post as one save left it; never changed afterwards.

    `number` counts from 1 for each post. `metadata` holds what a revision needs to be
    restored beside its text: public ids of authors (in order), tags and cover image.
    """

    post = models.ForeignKey(
        "blog.Post", on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_MAX_LENGTH)
    subtitle = models.CharField(max_length=SUBTITLE_MAX_LENGTH, blank=True)
    body_markdown = models.TextField(blank=True)
    excerpt = models.CharField(max_length=EXCERPT_MAX_LENGTH, blank=True)
    metadata = models.JSONField(default=dict)
    # History outlives the account that made it. NULL also for imports.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="revisions",
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "number"], name="revision_number_is_unique"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"revision {self.number} of post {self.post_id}"
