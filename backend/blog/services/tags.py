"""Finding, making and changing tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from blog.exceptions import (
    SlugTakenError,
    TagInUseError,
    TagNameTakenError,
    TagNotFoundError,
)
from blog.models import Tag
from common.exceptions import FieldError
from common.slugs import allocate_slugs, is_free_for, lock_slugs
from custom_user.services import Account

SHARED = Q(owner=None)


def tag_key(name: str) -> str:
    """Return what two names of one tag have in common."""
    return name.lower()


def find_tags(names: Iterable[str], among: Q = SHARED) -> dict[str, Tag]:
    """Return the tags that exist, by each of these names; see `ensure_tags`."""
    wanted = set(names)
    keys = {tag_key(name) for name in wanted}
    # The database's lower() depends on its locale and may know fewer letters than
    # ours, so it only proposes; the usual spellings come from here.
    spellings = {spelling for name in wanted for spelling in _spellings(name)}
    proposed = Tag.objects.annotate(key=Lower("name")).filter(
        Q(name__in=spellings) | Q(key__in=keys), among
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


@transaction.atomic
def create_tag(
    *, name: str, owner: Account | None, slug: str = "", description: str = ""
) -> Tag:
    """Make a tag: of its owner, or a shared one without.

    Raises:
        SlugTakenError: the slug belongs or belonged to another tag.
        TagNameTakenError: a shared tag, or another one of the owner, has the name.
    """
    tag = Tag(name=name, description=description, owner=owner)
    if slug:
        lock_slugs(Tag)
        _rename(tag, slug)
    else:
        tag.slug = allocate_slugs(Tag, [name])[0]
    _check_name(tag)
    tag.save()
    return tag


@transaction.atomic
def update_tag(
    *, tag: Tag, changes: Mapping[str, Any], check: Callable[[Tag], None]
) -> Tag:
    """Set the columns in `changes`, and nothing where all are as they were.

    `check` sees the locked row first, and refuses the change by raising. A new slug
    leaves the former one a redirect.

    Raises:
        SlugTakenError, TagNameTakenError: as for `create_tag`.
        TagNotFoundError: somebody was faster and deleted it.
    """
    if changes.keys() - {"description"}:
        # Before the row, as everybody does who gives names.
        lock_slugs(Tag)
    tag = _lock(tag)
    check(tag)
    changed = {name: new for name, new in changes.items() if getattr(tag, name) != new}
    for name, new in changed.items():
        setattr(tag, name, new)
    if "slug" in changed:
        _rename(tag, tag.slug)
    if {"name", "owner_id"} & changed.keys():
        _check_name(tag)
    if changed:
        tag.save(update_fields=changed.keys())
    return tag


@transaction.atomic
def delete_tag(*, tag: Tag, if_unused: bool, check: Callable[[Tag], None]) -> None:
    """Take a tag away from all posts, or only one that no post carries.

    Raises:
        TagInUseError: posts carry it, whatever their state, and only `if_unused`.
        TagNotFoundError: somebody was faster.
    """
    tag = _lock(tag)
    check(tag)
    if if_unused and tag.posts.exists():
        raise TagInUseError(f"Posts carry “{tag.name}”; ask an editor to delete it.")
    tag.delete()


def _lock(tag: Tag) -> Tag:
    locked: Tag | None = Tag.objects.select_for_update().filter(pk=tag.pk).first()
    if locked is None:
        raise TagNotFoundError
    return locked


def _rename(tag: Tag, slug: str) -> None:
    tag.slug = slug
    if not is_free_for(tag, slug):
        detail = f"“{slug}” belongs or belonged to another tag; choose another slug."
        raise SlugTakenError(detail, errors=(FieldError("/slug", "taken", detail),))


def _check_name(tag: Tag) -> None:
    # Whoever names tags holds the lock of their slugs, so the answer stays true.
    others = SHARED | Q(owner=tag.owner_id) if tag.owner_id else SHARED
    namesakes = find_tags([tag.name], others & ~Q(pk=tag.pk))
    if namesakes:
        detail = f"There is a tag called “{namesakes[tag.name].name}” already; use it."
        raise TagNameTakenError(detail, errors=(FieldError("/name", "taken", detail),))


def _spellings(name: str) -> tuple[str, ...]:
    return name, name.lower(), name.upper(), name.capitalize(), name.title()
