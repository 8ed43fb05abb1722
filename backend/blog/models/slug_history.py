"""Former slugs of posts, tags and series."""

from __future__ import annotations

from django.db import models

from common.models import SlugHistory


class PostSlugHistory(SlugHistory):
    """A slug a post had before."""

    # Without the post there is nothing to redirect to.
    post = models.ForeignKey(
        "blog.Post", on_delete=models.CASCADE, related_name="slug_history"
    )

    class Meta:
        verbose_name_plural = "post slug history"


class TagSlugHistory(SlugHistory):
    """A slug a tag had before, or what a tag was called that was merged into it.

    The id of such a tag is kept as a slug, too, which no slug can be mistaken for.
    """

    tag = models.ForeignKey(
        "blog.Tag", on_delete=models.CASCADE, related_name="slug_history"
    )

    class Meta:
        verbose_name_plural = "tag slug history"


class SeriesSlugHistory(SlugHistory):
    """A slug a series had before."""

    series = models.ForeignKey(
        "blog.Series", on_delete=models.CASCADE, related_name="slug_history"
    )

    class Meta:
        verbose_name_plural = "series slug history"
