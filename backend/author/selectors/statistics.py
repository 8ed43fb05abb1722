"""Authors as commands name and count them; what readers see is in `profiles`."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from author.exceptions import AuthorNotFoundError
from author.models import Author


@dataclass(frozen=True)
class NamedAuthor:
    """An author as staff see one, whether anything of theirs is public or not."""

    id: int
    public_id: UUID
    slug: str
    name: str


def get_named_author(key: str) -> NamedAuthor:
    """Return the author by primary key, public id or current slug, tried in this order.

    Raises:
        AuthorNotFoundError: nobody is meant by `key`.
    """
    for authors in _readings(key):
        row = authors.values_list("pk", "public_id", "slug", "name").first()
        if row is not None:
            return NamedAuthor(*row)
    raise AuthorNotFoundError(f"There is no author “{key}”.")


def list_counted_author_ids() -> set[int]:
    """Return the primary keys of those whose counter is not zero."""
    return set(Author.objects.with_public_posts().values_list("pk", flat=True))


def _readings(key: str) -> list[QuerySet[Author]]:
    readings = [Author.objects.filter(slug=key)]
    if key.isascii() and key.isdigit() and len(key) < 19:
        readings.insert(0, Author.objects.filter(pk=int(key)))
    with contextlib.suppress(ValueError):
        readings.insert(0, Author.objects.filter(public_id=UUID(key)))
    return [authors.order_by() for authors in readings]
