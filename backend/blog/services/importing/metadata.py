"""What the front matter of a file says about its post, in our own terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from blog.services.importing.addresses import Addresses, Place, date_in
from blog.services.importing.dates import read_date
from blog.services.importing.fields import (
    Fields,
    checked_text,
    read_flag,
    read_list,
    read_mapping,
    read_text,
    wrong_type,
)
from blog.services.importing.front_matter import SourceText
from blog.services.importing.problems import FileRefusedError, FileSkippedError

NAME_MAX_LENGTH = 100
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
# Files that belong to a repository rather than to a site.
_DOCUMENTS = frozenset(
    {"README", "LICENSE", "LICENCE", "CHANGELOG", "CONTRIBUTING", "CODE_OF_CONDUCT"}
)
_check_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Metadata:
    """The front matter of one post; None and "" where it says nothing."""

    title: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    excerpt: str
    slug: str
    language: str
    canonical_url: str
    is_featured: bool | None
    is_draft: bool
    date: datetime | None
    unpublish_at: datetime | None


def read_draft_flag(fields: Fields, place: Place) -> bool:
    """Return whether a file is a draft, by its fields or its folder.

    Raises:
        FileRefusedError: a field that says so is not true or false. Guessing here could
            make a draft public.
    """
    is_hidden = read_flag(fields, "published") is False
    return bool(read_flag(fields, "draft")) or is_hidden or place.is_in_drafts


def read_metadata(
    fields: Fields, place: Place, addresses: Addresses, *, is_draft: bool
) -> Metadata:
    """Return what the front matter says.

    Raises:
        FileRefusedError: a field has the wrong type or a value that cannot be stored.
    """
    return Metadata(
        title=read_text(fields, "title"),
        authors=_read_authors(fields),
        tags=_read_tags(fields),
        excerpt=read_text(fields, "excerpt", "description", "summary"),
        slug=read_text(fields, "slug"),
        language=_read_language(fields),
        canonical_url=_read_url(fields),
        is_featured=read_flag(fields, "featured"),
        is_draft=is_draft,
        date=_read_date(fields, place, addresses),
        unpublish_at=_read_first_date(fields, "expiryDate"),
    )


def refuse_pages(source: SourceText, name: str) -> None:
    """Let go of what is no post and never was.

    Raises:
        FileSkippedError: the page of a section or template, or one that is not
            published.
    """
    fields = source.fields
    if name == "_index":
        raise FileSkippedError("A section's page, not a post.")
    has_template = bool({"template", "layout"} & fields.keys())
    if has_template and not fields.get("title") and not source.body.strip():
        raise FileSkippedError("A page made by its template alone; it holds no text.")
    if fields.get("render") is False or fields.get("headless") is True:
        raise FileSkippedError("Its front matter says that it is not a page.")
    if not source.syntax and name.upper() in _DOCUMENTS:
        raise FileSkippedError("A note about the directory, not a post.")


def _read_authors(fields: Fields) -> tuple[str, ...]:
    taxonomies = read_mapping(fields, "taxonomies")
    entries: list[Any] = []
    for source, name in (
        (fields, "authors"),
        (fields, "author"),
        (taxonomies, "authors"),
    ):
        value = source.get(name)
        # Themes write {name: ..., email: ...}; the byline is the name.
        one = [value] if isinstance(value, dict) else read_list(value, name)
        entries += [_author_name(entry, name) for entry in one]
    return _names(entries, "authors")


def _author_name(entry: object, field: str) -> str:
    if isinstance(entry, dict):
        entry = entry.get("name")
    return checked_text(entry, field)


def _read_tags(fields: Fields) -> tuple[str, ...]:
    taxonomies = read_mapping(fields, "taxonomies")
    entries: list[str] = []
    for name in ("tags", "categories"):
        entries += _tag_names(fields.get(name), name)
        entries += _tag_names(taxonomies.get(name), name)
    for name in ("tag", "category"):
        entries += [read_text(fields, name)]
    return _names(entries, "tags")


def _tag_names(value: object, field: str) -> list[str]:
    if isinstance(value, str):
        # Jekyll's rule: one text is several words, a list is several names.
        return value.split(",") if "," in value else value.split()
    entries = read_list(value, field)
    # An unquoted 2024 is meant as a name.
    return [
        str(entry) if type(entry) is int else checked_text(entry, field)
        for entry in entries
    ]


def _names(entries: list[str], field: str) -> tuple[str, ...]:
    names = dict.fromkeys(entry.strip() for entry in entries if entry.strip())
    for name in names:
        if len(name) > NAME_MAX_LENGTH:
            raise FileRefusedError(
                f"“{field}” holds a name of {len(name)} characters; "
                f"at most {NAME_MAX_LENGTH} are allowed."
            )
        if not name.isprintable():
            raise FileRefusedError(f"“{field}” holds a name with control characters.")
    return tuple(names)


def _read_language(fields: Fields) -> str:
    language = read_text(fields, "language", "lang").replace("_", "-")
    if language and (len(language) > 35 or not _LANGUAGE.fullmatch(language)):
        raise FileRefusedError(
            f"“{language[:40]}” is no language tag such as en or pt-BR."
        )
    return language


def _read_url(fields: Fields) -> str:
    url = read_text(fields, "canonical_url", "canonicalURL", "canonical")
    try:
        if url:
            _check_url(url)
    except ValidationError as error:
        raise wrong_type("canonical_url", url, "a web address") from error
    if len(url) > 500:
        raise FileRefusedError("“canonical_url” has more than 500 characters.")
    return url


def _read_date(fields: Fields, place: Place, addresses: Addresses) -> datetime | None:
    written = _read_first_date(fields, "publishDate", "date")
    return written or place.date or date_in(addresses.base)


def _read_first_date(fields: Fields, *names: str) -> datetime | None:
    for name in names:
        value = fields.get(name)
        if value is not None and value != "":
            return read_date(value, name)
    return None
