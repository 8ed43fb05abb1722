"""Series: posts to be read in order."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from typing_extensions import override

from blog.constants import TITLE_MAX_LENGTH
from common.models import (
    SLUG_MAX_LENGTH,
    PublicModel,
    TimeStampedQuerySet,
    record_slug_history,
)


class SeriesQuerySet(TimeStampedQuerySet["Series"]):
    """The vocabulary for many series."""

    def with_public_posts(self) -> Self:
        """Keep the series a stranger may know of."""
        return self.filter(post_count__gt=0)


class Series(PublicModel):
    """Posts to be read in order; `post_count` counts the public ones."""

    title = models.CharField(max_length=TITLE_MAX_LENGTH)
    slug = models.SlugField(max_length=SLUG_MAX_LENGTH, unique=True, allow_unicode=True)
    description = models.TextField(blank=True)
    posts = models.ManyToManyField(
        "blog.Post", through="blog.SeriesMember", related_name="series"
    )
    post_count = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        ordering = ["title", "public_id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title=""), name="series_title_is_not_empty"
            ),
            models.CheckConstraint(
                condition=~models.Q(slug=""), name="series_slug_is_not_empty"
            ),
        ]
        triggers = [record_slug_history("blog_seriesslughistory", "series_id")]

    @override
    def __str__(self) -> str:
        return self.title


class SeriesMember(models.Model):
    """The place of one post in its series; a post is in one series at most."""

    series = models.ForeignKey(
        "blog.Series", on_delete=models.CASCADE, related_name="members"
    )
    post = models.OneToOneField(
        "blog.Post", on_delete=models.CASCADE, related_name="series_member"
    )
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            # Deferred, so that a whole order can be written in one statement.
            models.UniqueConstraint(
                fields=["series", "position"],
                name="series_member_position_is_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"post {self.post_id} at {self.position} of series {self.series_id}"
