"""Tags."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from typing_extensions import override

from common.models import (
    SLUG_MAX_LENGTH,
    PublicModel,
    TimeStampedQuerySet,
    record_slug_history,
)


class TagQuerySet(TimeStampedQuerySet["Tag"]):
    """The vocabulary for many tags."""

    def with_public_posts(self) -> Self:
        """Keep the tags a stranger may know of: a draft's tag can tell a secret."""
        return self.filter(post_count__gt=0)


class Tag(PublicModel):
    """A topic. Without an owner it is shared; `post_count` counts the public posts."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=SLUG_MAX_LENGTH, unique=True, allow_unicode=True)
    description = models.TextField(blank=True)
    # A tag whose owner leaves becomes a shared one.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tags",
    )
    post_count = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name", "public_id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""), name="tag_name_is_not_empty"
            ),
            models.CheckConstraint(
                condition=~models.Q(slug=""), name="tag_slug_is_not_empty"
            ),
        ]
        indexes = [
            models.Index(
                fields=["name", "public_id"],
                condition=models.Q(post_count__gt=0),
                name="tag_public_by_name",
            ),
        ]
        triggers = [record_slug_history("blog_tagslughistory", "tag_id")]

    @override
    def __str__(self) -> str:
        return self.name
