"""Who stands above a post, and in which place."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class PostAuthor(models.Model):
    """The place of one author in a post's byline; position 0 is the primary author."""

    post = models.ForeignKey(
        "blog.Post", on_delete=models.CASCADE, related_name="bylines"
    )
    # A byline is a promise to readers: whoever has posts cannot be deleted.
    author = models.ForeignKey(
        "author.Author", on_delete=models.PROTECT, related_name="bylines"
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "author"], name="post_author_names_each_once"
            ),
            # Deferred, so that two authors can change places in one statement.
            models.UniqueConstraint(
                fields=["post", "position"],
                name="post_author_position_is_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"author {self.author_id} at {self.position} of post {self.post_id}"
