"""The columns and subqueries behind each member of a post's representation.

Everything a post needs comes in one statement: what hangs on it (authors, tags, series)
is built as JSON by PostgreSQL. No model is instantiated.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject, Left

from author.constants import SHORT_BIO_LENGTH
from blog.models import Post, PostAuthor, SeriesMember, Tag
from common.selection import Selection

PostRows = QuerySet[Post, dict[str, Any]]

# One more than is shown, so that the serializer knows whether to write an ellipsis.
BIO_START = SHORT_BIO_LENGTH + 1

# Each member of a representation and the columns of the row it is made from.
PLAIN_COLUMNS = {
    "id": "public_id",
    "slug": "slug",
    "url": "slug",
    "title": "title",
    "subtitle": "subtitle",
    "excerpt": "excerpt",
    "published_at": "published_at",
    "edited_at": "edited_at",
    "reading_minutes": "reading_minutes",
    "word_count": "word_count",
    "comment_count": "comment_count",
    "reaction_count": "reaction_count",
    "is_featured": "is_featured",
    "language": "language",
    "visibility": "visibility",
    "table_of_contents": "table_of_contents",
    "canonical_url": "canonical_url",
}
BODY_COLUMNS = {"html": "body_html", "markdown": "body_markdown", "text": "body_text"}

AUTHOR_COLUMNS: dict[str, Any] = {
    "id": "author__public_id",
    "slug": "author__slug",
    "name": "author__name",
    "short_bio": Left("author__bio", BIO_START),
    "avatar": JSONObject(
        name="author__avatar",
        width="author__avatar_width",
        height="author__avatar_height",
        alt="author__name",
    ),
}
TAG_COLUMNS = {"id": "public_id", "slug": "slug", "name": "name"}
SERIES_COLUMNS: dict[str, Any] = {
    "id": "series__public_id",
    "slug": "series__slug",
    "title": "series__title",
    # "position" depends on what the reader sees; see `_place_in_series`.
}
IMAGE_COLUMNS = {
    "url": "cover_image__file",
    "width": "cover_image__width",
    "height": "cover_image__height",
    "alt": "cover_image__alt",
}


def select_post_columns(
    posts: QuerySet[Post],
    selection: Selection,
    *,
    visible: QuerySet[Post],
    formats: Iterable[str] = (),
    order_by: Iterable[str] = (),
) -> PostRows:
    """Turn posts into dicts with just what `selection` needs.

    The dicts hold model columns by name (`public_id`, `title`, …), `body_<format>` for
    each of `formats`, and `authors_json`, `tags_json`, `series_json`, `cover_json`.
    Columns of `order_by` are always there, because a cursor is made from them.
    `visible` are the posts the reader may know of: places in a series count no others.
    """
    columns = {
        column for member, column in PLAIN_COLUMNS.items() if member in selection
    }
    columns |= {name.lstrip("-") for name in order_by}
    if "body" in selection:
        columns |= {BODY_COLUMNS[name] for name in formats}
    relations = {
        name: make(_chosen(all_columns, selection.nested.get(member)))
        for member, name, all_columns, make in _relations(visible)
        if member in selection
    }
    rows: PostRows = posts.annotate(**relations).values(*sorted(columns), *relations)
    return rows


def _chosen(columns: dict[str, Any], wanted: frozenset[str] | None) -> dict[str, Any]:
    if wanted is None:
        return columns
    return {name: column for name, column in columns.items() if name in wanted}


def _authors(columns: dict[str, Any]) -> ArraySubquery:
    bylines = PostAuthor.objects.filter(post=OuterRef("pk")).order_by("position")
    return ArraySubquery(bylines.values(json=JSONObject(**columns)))


def _tags(columns: dict[str, Any]) -> ArraySubquery:
    tags = Tag.objects.filter(posts=OuterRef("pk")).order_by("name", "public_id")
    return ArraySubquery(tags.values(json=JSONObject(**columns)))


def _series(columns: dict[str, Any]) -> Subquery:
    members = SeriesMember.objects.filter(post=OuterRef("pk"))
    return Subquery(members.values(json=JSONObject(**columns)))


def _place_in_series(visible: QuerySet[Post]) -> Subquery:
    up_to_here = SeriesMember.objects.filter(
        series=OuterRef("series"), position__lte=OuterRef("position"), post__in=visible
    )
    counted = up_to_here.order_by().values("series").annotate(number=Count("pk"))
    return Subquery(counted.values("number"))


def _cover(columns: dict[str, Any]) -> JSONObject:
    # Without a cover all its values are null, which the serializer shows as null.
    return JSONObject(**columns, name="cover_image__file")


def _relations(visible: QuerySet[Post]) -> list[Any]:
    """List each relation: its member, its name in the row, its columns, its maker."""
    series = SERIES_COLUMNS | {"position": _place_in_series(visible)}
    return [
        ("authors", "authors_json", AUTHOR_COLUMNS, _authors),
        ("tags", "tags_json", TAG_COLUMNS, _tags),
        ("series", "series_json", series, _series),
        ("cover_image", "cover_json", IMAGE_COLUMNS, _cover),
    ]
