"""What a reader sees of authors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject, Left

from author.constants import SHORT_BIO_LENGTH
from author.exceptions import AuthorNotFoundError
from author.models import Author, AuthorSlugHistory
from common.lookup import by_any_name, by_id_or_slug
from common.selection import Selection

AuthorRows = QuerySet[Author, dict[str, Any]]

COLUMNS = {
    "id": "public_id",
    "slug": "slug",
    "url": "slug",
    "name": "name",
    "short_bio": "bio_start",
    "avatar": "avatar_json",
    "post_count": "post_count",
    "long_bio": "bio",
    "links": "links",
}
COMPUTED = {
    "avatar_json": JSONObject(
        name="avatar", width="avatar_width", height="avatar_height", alt="name"
    ),
    # One more than is shown, so that the serializer knows to write an ellipsis.
    "bio_start": Left("bio", SHORT_BIO_LENGTH + 1),
}


def list_authors(*, selection: Selection, order_by: tuple[str, ...]) -> AuthorRows:
    """Return the authors who have published as rows."""
    authors = Author.objects.with_public_posts().order_by(*order_by)
    columns = _columns(selection, order_by)
    rows: AuthorRows = authors.annotate(**COMPUTED).values(*columns)
    return rows


def get_author(key: str, *, selection: Selection) -> dict[str, Any]:
    """Return the row of an author by public id or current slug.

    Raises:
        AuthorNotFoundError: there is none, or nothing public has the name.
    """
    authors = Author.objects.with_public_posts().filter(**by_id_or_slug(key))
    columns = _columns(selection)
    rows: AuthorRows = authors.annotate(**COMPUTED).values(*columns)
    row = rows.first()
    if row is None:
        raise AuthorNotFoundError
    return row


def find_author_by_any_slug(slug: str) -> Mapping[str, Any] | None:
    """Return `public_id` and `slug` of the author who has or had this slug."""
    authors = Author.objects.with_public_posts().filter(_named(slug))
    return authors.values("public_id", "slug").first()


def select_author_key(key: str) -> QuerySet[Author, Any]:
    """Return a queryset of whoever has or had this name, for conditions on posts."""
    return Author.objects.filter(_named(key)).order_by()


def _named(key: str) -> Q:
    return by_any_name(key, AuthorSlugHistory.objects.values("author"))


def _columns(selection: Selection, order_by: tuple[str, ...] = ()) -> set[str]:
    wanted = {column for member, column in COLUMNS.items() if member in selection}
    return wanted | {name.lstrip("-") for name in order_by} | {"slug"}
