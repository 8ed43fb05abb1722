"""What a body refers to inside the source: image files, and pages by internal links."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from blog.services.importing.addresses import address_of_file
from blog.services.importing.front_matter import split_front_matter
from blog.services.importing.problems import FileRefusedError
from blog.services.importing.references import Reference, find_references
from blog.services.importing.source_tree import SourceFile, SourceTree
from common.text.cleaning import ID_PREFIX

# Parentheses would end a Markdown destination.
_SAFE_IN_LINKS = "/%:@!$&'*+,;=~?"


@dataclass(frozen=True)
class LocalImage:
    """An image file of the source and every place of one body that shows it."""

    path: Path
    checksum: str
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Attachments:
    """Everything of the source that one body refers to.

    `problems` are pairs of an image URL and the reason why it stays as it is.
    """

    images: tuple[LocalImage, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    links: Mapping[Reference, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> list[str]:
        """Return what changes when anything here does."""
        return [
            *(f"{image.path.name} {image.checksum}" for image in self.images),
            *(url for url, _reason in self.problems),
            *self.links.values(),
        ]


def find_attachments(body: str, key: str, tree: SourceTree) -> Attachments:
    """Return what the body of the file `key` refers to."""
    references = find_references(body)
    if not (references.found or references.unplaced):
        return Attachments()
    links, warnings = _follow_links(references.found, tree)
    images: dict[tuple[Path, str], list[Reference]] = {}
    problems = dict.fromkeys(references.unplaced, "Written in a way we cannot rewrite.")
    for reference in references.found:
        if reference.is_internal_link:
            continue
        try:
            path = tree.find_image(key, reference.url)
            images.setdefault((path, _digest(path)), []).append(reference)
        except FileRefusedError as problem:
            problems[reference.url] = str(problem)
        except OSError as error:
            problems[reference.url] = f"Cannot be read: {error.strerror}."
    return Attachments(
        tuple(LocalImage(*which, tuple(where)) for which, where in images.items()),
        tuple(problems.items()),
        links,
        warnings,
    )


def _follow_links(
    references: tuple[Reference, ...], tree: SourceTree
) -> tuple[dict[Reference, str], tuple[str, ...]]:
    links = {}
    warnings = []
    for reference in references:
        if not reference.is_internal_link:
            continue
        target = tree.find_page(reference.url)
        address = _address(tree, target) if target else None
        if address is None:
            warnings.append(f"The internal link {reference.url} leads nowhere.")
            continue
        fragment = urlsplit(reference.url).fragment
        # The target is rendered by us, which puts our prefix before its headings' ids.
        links[reference] = address + (f"#{ID_PREFIX}{fragment}" if fragment else "")
    return links, tuple(warnings)


@functools.lru_cache(maxsize=1000)
def _address(tree: SourceTree, key: str) -> str | None:
    try:
        content = tree.read(SourceFile(key, tree.root / key))
        source = split_front_matter(content.decode())
        address = address_of_file(key, source.fields, source.syntax)
    except (FileRefusedError, UnicodeDecodeError):
        return None
    return quote(address, safe=_SAFE_IN_LINKS)


def _digest(path: Path) -> str:
    status = path.stat()
    return _digest_of(path, status.st_size, status.st_mtime_ns)


@functools.lru_cache(maxsize=1000)
def _digest_of(path: Path, _size: int, _changed_at: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
