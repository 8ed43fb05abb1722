"""Every move of every post between states."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from typing_extensions import override

from blog.constants import PostState
from common.models import TimeStampedBaseModel


class StateTransitionLog(TimeStampedBaseModel):
    """One move, written by a trigger of the database along with the move itself.

    Never changed. `actor` is who asked for it, nobody for the clock and imports;
    `reason` is what they said, such as the changes a reviewer wants.
    """

    # What happened to a post is of no use without it.
    post = models.ForeignKey(
        "blog.Post", on_delete=models.CASCADE, related_name="transition_log"
    )
    source = models.CharField(max_length=10, choices=PostState.choices)
    target = models.CharField(max_length=10, choices=PostState.choices)
    # The record outlives the account.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="post_transitions",
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["post", "-created_at"], name="transition_log_of_post")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.source} to {self.target}"
