"""What a reader sees of authors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject, Left

from author.constants import SHORT_BIO_LENGTH
from author.exceptions import AuthorNotFoundError
from author.models import Author, AuthorSlugHistory
from author.policies import Actor, viewable_authors
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


def get_author(actor: Actor, key: str, *, selection: Selection) -> dict[str, Any]:
    """Return the row of an author by public id or current slug, and of its ETag.

    Raises:
        AuthorNotFoundError: there is none, or nothing the actor may know of.
    """
    authors = Author.objects.filter(_known_to(actor), **by_id_or_slug(key))
    columns = {*_columns(selection), "public_id", "updated_at"}
    rows: AuthorRows = authors.annotate(**COMPUTED).values(*columns)
    row = rows.first()
    if row is None:
        raise AuthorNotFoundError
    return row


def get_author_row(actor: Actor, key: str) -> Author:
    """Return the profile that a write means, by public id or current slug.

    Raises:
        AuthorNotFoundError: there is none the actor may know of.
    """
    authors = Author.objects.filter(_known_to(actor), **by_id_or_slug(key))
    author: Author | None = authors.first()
    if author is None:
        raise AuthorNotFoundError
    return author


def find_author_by_any_slug(
    slug: str, *, actor: Actor | None = None
) -> Mapping[str, Any] | None:
    """Return `public_id` and `slug` of the author who has or had this slug.

    Without an actor, only whom everybody may know of is found.
    """
    known = _known_to(actor or AnonymousUser())
    authors = Author.objects.filter(known, _named(slug))
    return authors.values("public_id", "slug").first()


def select_author_key(key: str) -> QuerySet[Author, Any]:
    """Return a queryset of whoever has or had this name, for conditions on posts."""
    return Author.objects.filter(_named(key)).order_by()


def _known_to(actor: Actor) -> Q:
    known = viewable_authors(actor=actor)
    # Joined to a condition, the empty one that means everybody would vanish.
    return known | Q(post_count__gt=0) if known else known


def select_authors(public_ids: Iterable[str]) -> QuerySet[Author, Any]:
    """Return the authors of these ids, published or not, for those who name them."""
    return Author.objects.filter(public_id__in=public_ids).order_by()


def _named(key: str) -> Q:
    return by_any_name(key, AuthorSlugHistory.objects.values("author"))


def _columns(selection: Selection, order_by: tuple[str, ...] = ()) -> set[str]:
    wanted = {column for member, column in COLUMNS.items() if member in selection}
    return wanted | {name.lstrip("-") for name in order_by} | {"slug"}
