"""How clients name a row: by public id, by slug, or by a slug it had before."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet, Subquery


def by_id_or_slug(key: str) -> dict[str, Any]:
    """Return the condition that finds the row a client means by `key`."""
    try:
        public_id = uuid.UUID(key)
    except ValueError:
        return {"slug": key}
    # Python takes braces, URNs and bare digits, too; a thing has one address by id.
    return {"public_id": public_id} if str(public_id) == key.lower() else {"slug": key}


def by_any_name(key: str, owners: QuerySet[Any, Any]) -> Q:
    """Return the condition that also finds the row by a slug it had before.

    `owners` are the former slugs, with the key of the row they belonged to as their
    only value: `PostSlugHistory.objects.values("post")`.
    """
    # A join with OR would read both tables whole; this is two look-ups in indexes.
    return Q(**by_id_or_slug(key)) | Q(pk=Subquery(owners.filter(slug=key)[:1]))
