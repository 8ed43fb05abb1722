"""Making tags."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Lower

from blog.models import Tag
from common.slugs import allocate_slugs


@transaction.atomic
def ensure_tags(names: Iterable[str]) -> dict[str, Tag]:
    """Return the shared tag of each name, made where there is none.

    Names are compared without regard to case: “Django” and “django” are one topic.
    """
    wanted = list(dict.fromkeys(names))
    keys = {name.lower() for name in wanted}
    known = _shared_tags(keys)
    missing = {name.lower(): name for name in wanted if name.lower() not in known}
    if missing:
        slugs = allocate_slugs(Tag, list(missing.values()))
        # Somebody else may have made them while we waited for the slugs' lock.
        known = _shared_tags(keys)
        Tag.objects.bulk_create(
            Tag(name=name, slug=slug)
            for (key, name), slug in zip(missing.items(), slugs, strict=True)
            if key not in known
        )
        known = _shared_tags(keys)
    return {name: known[name.lower()] for name in wanted}


def _shared_tags(keys: set[str]) -> dict[str, Tag]:
    # Of namesakes made by hand, the oldest is meant.
    tags = Tag.objects.annotate(key=Lower("name")).filter(key__in=keys, owner=None)
    return {tag.name.lower(): tag for tag in tags.order_by("-pk")}
