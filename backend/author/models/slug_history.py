"""Former slugs of authors."""

from __future__ import annotations

from django.db import models

from common.models import SlugHistory


class AuthorSlugHistory(SlugHistory):
    """A slug an author had before; their old URLs redirect through it."""

    # Without the author there is nothing to redirect to.
    author = models.ForeignKey(
        "author.Author", on_delete=models.CASCADE, related_name="slug_history"
    )

    class Meta:
        verbose_name_plural = "author slug history"
