"""Finding and making tags."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from blog.models import Tag
from common.slugs import allocate_slugs


def tag_key(name: str) -> str:
    """Return what two names of one tag have in common."""
    return name.lower()


def find_tags(names: Iterable[str]) -> dict[str, Tag]:
    """Return the shared tags that exist, by each of these names; see `ensure_tags`."""
    wanted = set(names)
    keys = {tag_key(name) for name in wanted}
    # The database's lower() depends on its locale and may know fewer letters than
    # ours, so it only proposes; the usual spellings come from here.
    spellings = {spelling for name in wanted for spelling in _spellings(name)}
    proposed = Tag.objects.annotate(key=Lower("name")).filter(
        Q(name__in=spellings) | Q(key__in=keys), owner=None
    )
    # Of namesakes made by hand, the oldest is meant.
    known = {tag_key(tag.name): tag for tag in proposed.order_by("-pk")}
    return {name: known[key] for name in wanted if (key := tag_key(name)) in known}


@transaction.atomic
def ensure_tags(names: Iterable[str]) -> dict[str, Tag]:
    """Return the shared tag of each name, made where there is none.

    Names are compared without regard to case: “Django” and “django” are one topic.
    """
    wanted = list(dict.fromkeys(names))
    known = find_tags(wanted)
    missing = {tag_key(name): name for name in wanted if name not in known}
    if missing:
        slugs = allocate_slugs(Tag, list(missing.values()))
        # Somebody else may have made them while we waited for the slugs' lock.
        known = find_tags(wanted)
        Tag.objects.bulk_create(
            Tag(name=name, slug=slug)
            for name, slug in zip(missing.values(), slugs, strict=True)
            if name not in known
        )
        known = find_tags(wanted)
    return {name: known[name] for name in wanted}


def _spellings(name: str) -> tuple[str, ...]:
    return name, name.lower(), name.upper(), name.capitalize(), name.title()
