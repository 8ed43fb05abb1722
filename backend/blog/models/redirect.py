"""Paths of former sites that must go on working."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from typing_extensions import override

from common.models import PublicModel


class Redirect(PublicModel):
    """Where an old path leads: to a post, to another address, or nowhere any more.

    `path` is normalised by `common.site.normalize_path`. A post is named by
    its row, not by its path, so that a redirect is one hop however often it is renamed.
    Without post and address the path is gone (410).
    """

    path = models.CharField(max_length=500, unique=True)
    # A purged post leaves its old paths behind as gone, which is what they are.
    post = models.ForeignKey(
        "blog.Post",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="redirects",
    )
    target_url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(path__startswith="/"), name="redirect_path_is_absolute"
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=True) | Q(target_url=""),
                name="redirect_has_one_target",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.path
