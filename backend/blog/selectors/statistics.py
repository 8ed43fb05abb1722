"""Numbers about posts, for the people who run the blog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from blog.models import Post


@dataclass(frozen=True)
class AuthorStatistics:
    """What somebody has written; the times are those of public posts."""

    posts: int
    published_posts: int
    words: int
    first_published_at: datetime | None
    last_published_at: datetime | None


def count_posts() -> int:
    """Return the number of all posts, those in the trash included."""
    return Post.objects.count()


def count_published_posts(*, now: datetime) -> int:
    """Return how many posts are public by state and clock, whoever may read them."""
    return Post.objects.live(now).count()


def get_author_statistics(
    author_id: int, *, now: datetime, last: int | None = None
) -> AuthorStatistics:
    """Return the numbers of an author, or of their `last` posts alone."""
    posts = Post.objects.filter(authors=author_id).order_by(
        Coalesce("published_at", "created_at").desc(), "-public_id"
    )
    chosen = Post.objects.filter(pk__in=posts.values("pk")[:last])
    live = Q(pk__in=Post.objects.live(now).values("pk"))
    numbers = chosen.order_by().aggregate(
        posts=Count("pk"),
        published_posts=Count("pk", filter=live),
        words=Coalesce(Sum("word_count"), 0),
        first_published_at=Min(F("published_at"), filter=live),
        last_published_at=Max(F("published_at"), filter=live),
    )
    return AuthorStatistics(**numbers)
