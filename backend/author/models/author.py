"""The public profile of somebody who writes."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.text import Truncator
from typing_extensions import override

from author.constants import SHORT_BIO_LENGTH
from common.models import (
    SLUG_MAX_LENGTH,
    PublicModel,
    TimeStampedQuerySet,
    record_slug_history,
)


class AuthorQuerySet(TimeStampedQuerySet["Author"]):
    """The vocabulary for many authors."""

    def with_public_posts(self) -> Self:
        """Keep the authors a stranger may know of: somebody who has published."""
        return self.filter(post_count__gt=0)


class Author(PublicModel):
    """Somebody whose name stands above posts; needs no account.

    `email` is for our own mail to the author and is never shown. `post_count` counts
    the public posts and is written by blog's counter service alone.
    """

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=SLUG_MAX_LENGTH, unique=True, allow_unicode=True)
    bio = models.TextField(blank=True)
    # NULL, because empty strings would collide.
    email = models.EmailField(unique=True, null=True, blank=True)
    # The byline outlives the account.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
    )
    avatar = models.ImageField(
        upload_to="avatars/",
        width_field="avatar_width",
        height_field="avatar_height",
        blank=True,
    )
    avatar_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    avatar_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # A list of {"title": ..., "url": ...}.
    links = models.JSONField(default=list, blank=True)
    post_count = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "public_id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""), name="author_name_is_not_empty"
            ),
            models.CheckConstraint(
                condition=~models.Q(slug=""), name="author_slug_is_not_empty"
            ),
        ]
        indexes = [
            models.Index(
                fields=["name", "public_id"],
                condition=models.Q(post_count__gt=0),
                name="author_public_by_name",
            ),
        ]
        triggers = [record_slug_history("author_authorslughistory", "author_id")]

    @override
    def __str__(self) -> str:
        return self.name

    def get_short_bio(self) -> str:
        """Return the start of the biography, cut to fit a card."""
        return Truncator(self.bio).chars(SHORT_BIO_LENGTH)
