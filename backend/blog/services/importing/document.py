"""One file of the source, read and checked as far as that goes without the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from blog.constants import EXCERPT_MAX_LENGTH
from blog.exceptions import TitleRefusedError
from blog.services.importing.addresses import Addresses, read_addresses, read_place
from blog.services.importing.attachments import Attachments, find_attachments
from blog.services.importing.front_matter import SourceText, split_front_matter
from blog.services.importing.metadata import (
    Metadata,
    read_draft_flag,
    read_metadata,
    refuse_pages,
)
from blog.services.importing.problems import FileRefusedError
from blog.services.importing.references import Reference, rewrite
from blog.services.importing.source_tree import SourceFile, SourceTree
from blog.services.post_content import check_title
from common.models import SLUG_MAX_LENGTH
from common.site import normalize_path
from common.text.exceptions import TextError
from common.text.markdown import render_markdown
from common.text.slugs import make_slug

# Raise it when the same files make other posts than before: all are imported anew.
IMPORTER_VERSION = 1


@dataclass(frozen=True)
class Document:
    """A file that can become a post.

    `checksum` covers everything that goes into the post, images included; `slug` is set
    only where the file declares one that can be used as it is. `permalink` and `paths`
    are normalised; the first is "" where the file declares none. Of `paths`, the file
    itself declares those that are in `declared_paths`.
    """

    key: str
    checksum: str
    permalink: str
    paths: tuple[str, ...]
    declared_paths: frozenset[str]
    title: str
    body: str
    slug: str
    slug_source: str
    authors: tuple[str, ...]
    public_from: datetime | None
    metadata: Metadata
    attachments: Attachments
    warnings: tuple[str, ...]

    def body_with(self, image_urls: Mapping[Reference, str]) -> str:
        """Return the body with images and internal links at their new addresses."""
        return rewrite(self.body, {**self.attachments.links, **image_urls})


def read_document(
    file: SourceFile, tree: SourceTree, *, default_author: str = ""
) -> Document:
    """Read one file.

    Raises:
        FileSkippedError: it is no post.
        FileRefusedError: it should be one but cannot.
    """
    content = tree.read(file)
    source = split_front_matter(_decode(content))
    place = read_place(file.key, source.syntax)
    refuse_pages(source, file.path.stem)
    is_draft = read_draft_flag(source.fields, place)
    addresses = read_addresses(source.fields, place, source.syntax, is_draft=is_draft)
    metadata = read_metadata(source.fields, place, addresses, is_draft=is_draft)
    attachments = find_attachments(source.body, file.key, tree)
    slug = _usable_slug(metadata)
    used_author = "" if metadata.authors else default_author
    return Document(
        key=file.key,
        checksum=_checksum(content, used_author, attachments),
        permalink=_normalized(addresses.permalink),
        paths=tuple(dict.fromkeys(map(_normalized, addresses.former))),
        declared_paths=frozenset(map(_normalized, addresses.declared)),
        title=_title(metadata, source),
        body=source.body,
        slug=slug,
        slug_source=metadata.slug or addresses.last_part or place.name,
        authors=_authors(metadata, default_author),
        public_from=_public_from(metadata),
        metadata=metadata,
        attachments=attachments,
        warnings=(*_warnings(metadata, addresses, slug), *attachments.warnings),
    )


def _decode(content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefusedError(f"Not valid UTF-8 (line {line}).") from error
    position = text.find("\0")
    if position >= 0:
        line = text.count("\n", 0, position) + 1
        raise FileRefusedError(f"Holds a NUL character (line {line}).")
    return text


def _title(metadata: Metadata, source: SourceText) -> str:
    title = metadata.title or _first_heading(source.body)
    if not title:
        raise FileRefusedError("Has neither a title nor a first-level heading.")
    try:
        check_title(title)
    except TitleRefusedError as error:
        raise FileRefusedError(error.detail) from error
    return title


def _first_heading(body: str) -> str:
    try:
        headings = render_markdown(body).table_of_contents
    except TextError as error:
        raise FileRefusedError(str(error)) from error
    return next((entry["title"] for entry in headings if entry["level"] == 1), "")


def _authors(metadata: Metadata, default_author: str) -> tuple[str, ...]:
    authors = metadata.authors or ((default_author,) if default_author else ())
    if not authors:
        raise FileRefusedError("Names no author; give --author.")
    return authors


def _public_from(metadata: Metadata) -> datetime | None:
    if metadata.is_draft:
        return None
    if metadata.date is None:
        raise FileRefusedError(
            "Has no date: not in its front matter, its name or its permalink."
        )
    if metadata.unpublish_at and metadata.unpublish_at <= metadata.date:
        raise FileRefusedError("Its “expiryDate” is not after its date.")
    return metadata.date


def _normalized(path: str) -> str:
    try:
        return normalize_path(path) if path else ""
    except ValueError as error:
        raise FileRefusedError(f"“{path[:80]}” is no address: {error}") from error


def _usable_slug(metadata: Metadata) -> str:
    is_usable = make_slug(metadata.slug, max_length=SLUG_MAX_LENGTH) == metadata.slug
    return metadata.slug if is_usable else ""


def _warnings(metadata: Metadata, addresses: Addresses, slug: str) -> tuple[str, ...]:
    warnings = []
    if metadata.slug and not slug:
        warnings.append(
            f"The slug “{metadata.slug}” holds characters no slug here may hold; "
            "one was made from it."
        )
    if addresses.has_placeholder:
        warnings.append(
            "The permalink holds placeholders; no redirect is made from it."
        )
    if len(metadata.excerpt) > EXCERPT_MAX_LENGTH:
        warnings.append(f"Too long: excerpt cut to {EXCERPT_MAX_LENGTH} characters.")
    return tuple(warnings)


def _checksum(content: bytes, used_author: str, attachments: Attachments) -> str:
    parts = [IMPORTER_VERSION, used_author, *attachments.fingerprint]
    digest = hashlib.sha256(content)
    digest.update(json.dumps(parts).encode())
    return digest.hexdigest()
