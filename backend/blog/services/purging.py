"""Deleting posts for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from blog.models import Post, PostAuthor, SeriesMember
from blog.services.counters import recount


@transaction.atomic
def purge_posts(posts: Iterable[Post], *, now: datetime) -> None:
    """Delete posts with all that belongs to them, and count anew what they were in."""
    keys = [post.pk for post in posts]
    authors = PostAuthor.objects.filter(post__in=keys).values_list("author_id")
    tags = Post.tags.through.objects.filter(post__in=keys).values_list("tag_id")
    series = SeriesMember.objects.filter(post__in=keys).values_list("series_id")
    touched = [{key for (key,) in rows} for rows in (authors, tags, series)]
    Post.objects.filter(pk__in=keys).delete()
    recount(authors=touched[0], tags=touched[1], series=touched[2], now=now)
