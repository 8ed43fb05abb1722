"""Changing one public profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from author.exceptions import (
    AuthorEmailTakenError,
    AuthorNotFoundError,
    AuthorSlugTakenError,
)
from author.models import Author
from author.services.profiles import delete_author
from common.exceptions import FieldError
from common.slugs import allocate_slugs, is_free_for, lock_slugs


@transaction.atomic
def create_author(*, name: str, slug: str = "", **columns: Any) -> Author:
    """Make a profile, which belongs to no account.

    Raises:
        AuthorEmailTakenError: another profile has the e-mail address.
        AuthorSlugTakenError: the slug belongs or belonged to somebody else.
    """
    author = Author(name=name, **columns)
    if slug:
        lock_slugs(Author)
        _rename(author, slug)
    else:
        author.slug = allocate_slugs(Author, [name])[0]
    if author.email:
        _check_email(author)
    author.save()
    return author


@transaction.atomic
def update_author(
    *, author: Author, changes: Mapping[str, Any], check: Callable[[Author], None]
) -> Author:
    """Set the columns in `changes`, and nothing where all are as they were.

    `check` sees the locked row first, and refuses the change by raising. A new slug
    leaves the former one a redirect.

    Raises:
        AuthorEmailTakenError, AuthorSlugTakenError: as for `create_author`.
        AuthorNotFoundError: somebody was faster and deleted it.
    """
    if {"slug", "email"} & changes.keys():
        # Before the row, as everybody does who gives names.
        lock_slugs(Author)
    author = _lock(author)
    check(author)
    changed = {n: new for n, new in changes.items() if getattr(author, n) != new}
    for name, new in changed.items():
        setattr(author, name, new)
    if "slug" in changed:
        _rename(author, author.slug)
    if changed.get("email"):
        _check_email(author)
    if changed:
        author.save(update_fields=changed.keys())
    return author


@transaction.atomic
def remove_author(*, author: Author, check: Callable[[Author], None]) -> None:
    """Delete a profile as `delete_author` does, after `check` has seen the locked row.

    Raises:
        AuthorHasPostsError: posts carry this name.
        AuthorNotFoundError: somebody was faster.
    """
    author = _lock(author)
    check(author)
    delete_author(author=author)


def _lock(author: Author) -> Author:
    rows = Author.objects.select_for_update().filter(pk=author.pk)
    locked: Author | None = rows.first()
    if locked is None:
        raise AuthorNotFoundError
    return locked


def _rename(author: Author, slug: str) -> None:
    author.slug = slug
    if not is_free_for(author, slug):
        detail = f"“{slug}” belongs or belonged to another author; choose another slug."
        fault = FieldError("/slug", "taken", detail)
        raise AuthorSlugTakenError(detail, errors=(fault,))


def _check_email(author: Author) -> None:
    # The lock of the slugs is held here, too: one writer of unique columns at a time.
    others = Author.objects.filter(email=author.email).exclude(pk=author.pk)
    if others.exists():
        detail = "Another profile has this e-mail address."
        fault = FieldError("/email", "taken", detail)
        raise AuthorEmailTakenError(detail, errors=(fault,))
