"""Free slugs for new rows, also while others make theirs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from common.locks import lock_until_commit
from common.models import SLUG_MAX_LENGTH
from common.text.slugs import make_slug, numbered_slug


def allocate_slugs(model: type[models.Model], titles: Sequence[str]) -> list[str]:
    """Return one free slug per title, in order, for rows inserted in this transaction.

    Neither a live slug nor a former one is given away. Others who allocate for the same
    model wait until this transaction ends, so two posts of one title cannot meet.
    """
    lock_slugs(model)
    bases = [make_slug(title, max_length=SLUG_MAX_LENGTH) for title in titles]
    taken = taken_slugs(model, bases)
    for base in [base for base in set(bases) if base in taken]:
        taken |= _numbered_siblings(model, base)
    return [_first_free(base, taken) for base in bases]


def lock_slugs(model: type[models.Model]) -> None:
    """Let nobody else give a slug to a row of `model` until this transaction ends."""
    lock_until_commit(f"slugs:{model._meta.db_table}")


def is_canonical(slug: str) -> bool:
    """Tell whether `slug` is as `make_slug` would write it, and so safe in a URL."""
    return make_slug(slug, max_length=SLUG_MAX_LENGTH) == slug


def is_free_for(row: models.Model, slug: str) -> bool:
    """Tell whether `row` may take `slug`, which no other row has or had.

    The answer stays true for whoever has called `lock_slugs` before.
    """
    model = type(row)
    history = _history_of(model)
    owner = history._meta.get_field(model._meta.model_name or "").name
    live = _slugs(model).filter(slug=slug).exclude(pk=row.pk)
    former = _slugs(history).filter(slug=slug).exclude(**{owner: row.pk})
    return not live.union(former).exists()


def taken_slugs(model: type[models.Model], slugs: Iterable[str]) -> set[str]:
    """Return those of `slugs` that some row of `model` has or had."""
    wanted = set(slugs)
    return {
        slug
        for table in (model, _history_of(model))
        for slug in _slugs(table).filter(slug__in=wanted)
    }


def _numbered_siblings(model: type[models.Model], base: str) -> set[str]:
    prefix = f"{base}-"
    if len(prefix) > SLUG_MAX_LENGTH - 6:
        # A number shortens a base that leaves it no room.
        prefix = base[: SLUG_MAX_LENGTH - 6]
    return {
        slug
        for table in (model, _history_of(model))
        for slug in _slugs(table).filter(slug__startswith=prefix)
    }


def _first_free(base: str, taken: set[str]) -> str:
    numbered = (
        numbered_slug(base, n, max_length=SLUG_MAX_LENGTH) for n in itertools.count(2)
    )
    slug = next(s for s in itertools.chain([base], numbered) if s not in taken)
    taken.add(slug)
    return slug


def _slugs(table: type[models.Model]) -> models.QuerySet[Any, str]:
    return table._default_manager.order_by().values_list("slug", flat=True)


def _history_of(model: type[models.Model]) -> type[models.Model]:
    history = model._meta.get_field("slug_history").related_model
    if not isinstance(history, type):
        raise TypeError(f"{model.__name__} has no slug history.")
    return history
