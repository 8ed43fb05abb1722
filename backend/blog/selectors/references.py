"""From the ids that clients write to the rows they mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value

from author.selectors import select_authors
from blog.models import MediaFile, Series, Tag
from blog.selectors.editions import REFERENCE_FIELDS, Content

Conditions = Mapping[str, Q]
NO_CONDITIONS: Conditions = MappingProxyType({})


@dataclass(frozen=True)
class Reference:
    """A row that was found: the key for joins, the public id for the world."""

    pk: int
    public_id: UUID


# The rows of each field, by public id.
References = Mapping[str, Mapping[str, Reference]]


def named_ids(content: Content, field: str) -> list[str]:
    """Return the public ids that one of `REFERENCE_FIELDS` holds."""
    value = content.get(field)
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def find_references(
    content: Content,
    *,
    fields: Collection[str] = REFERENCE_FIELDS,
    usable: Conditions = NO_CONDITIONS,
) -> References:
    """Return the rows behind the ids of these fields, in one statement or none.

    What does not exist, or fails the condition in `usable`, is missing.
    """
    wanted = {name: named_ids(content, name) for name in fields}
    lookups = [
        _rows(name, ids)
        .filter(usable.get(name, Q()))
        .values_list(Value(name), "pk", "public_id")
        for name, ids in wanted.items()
        if ids
    ]
    found: dict[str, dict[str, Reference]] = {name: {} for name in REFERENCE_FIELDS}
    if lookups:
        first, *others = lookups
        for name, pk, public_id in first.union(*others, all=True):
            found[name][str(public_id)] = Reference(pk, public_id)
    return found


def _rows(field: str, public_ids: Collection[str]) -> QuerySet[Any, Any]:
    if field == "authors":
        return select_authors(public_ids)
    models: dict[str, Any] = {"tags": Tag, "cover_image": MediaFile, "series": Series}
    rows: QuerySet[Any, Any] = models[field].objects.filter(public_id__in=public_ids)
    return rows.order_by()
