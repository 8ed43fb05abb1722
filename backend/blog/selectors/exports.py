"""Everything about all posts, for tables of staff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from blog.models import Post, PostAuthor, SeriesMember, Tag

ROWS_PER_STATEMENT = 500
COLUMNS = (
    "public_id",
    "slug",
    "title",
    "state",
    "visibility",
    "language",
    "published_at",
    "updated_at",
    "word_count",
)


def iterate_posts() -> Iterator[dict[str, Any]]:
    """Yield every post that is not in the trash, oldest first, with names around it.

    Reads some hundred at a time from where it stopped, because the connection is not
    ours between two statements and holds no cursor. A post that comes meanwhile is
    among them; none is there twice.
    """
    last = 0
    while rows := list(_rows_after(last)):
        yield from rows
        last = rows[-1]["pk"]


def _rows_after(pk: int) -> Any:
    authors = PostAuthor.objects.filter(post=OuterRef("pk")).order_by("position")
    tags = Tag.objects.filter(posts=OuterRef("pk")).order_by("name", "pk")
    series = SeriesMember.objects.filter(post=OuterRef("pk"))
    posts = Post.objects.filter(pk__gt=pk, trashed_at=None).order_by("pk")
    return posts.values(
        "pk",
        *COLUMNS,
        author_names=ArraySubquery(authors.values("author__name")),
        tag_names=ArraySubquery(tags.values("name")),
        series_titles=ArraySubquery(series.values("series__title")),
    )[:ROWS_PER_STATEMENT]
