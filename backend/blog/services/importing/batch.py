"""Writes a number of documents in one transaction: all that is possible, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Lower

from author.services import AuthorRef, ensure_authors, find_authors
from blog.models import ImportRecord, Post, Tag
from blog.services.importing.claims import Claims, load_claims
from blog.services.importing.document import Document
from blog.services.importing.images import ImageStore, known_image_urls
from blog.services.importing.report import Report
from blog.services.post_content import PostInput
from blog.services.posts import create_posts, update_post
from blog.services.redirects import add_redirects_for
from blog.services.tags import ensure_tags
from common.site import normalize_path

PATH_MAX_LENGTH = 500


@dataclass
class Memory:
    """What an import must know of its earlier batches.

    Names, so that each is counted once. A dry run, whose batches leave no trace in the
    database, remembers addresses and images, too.
    """

    authors: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    claims: Claims = field(default_factory=Claims)
    images: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Entry:
    """A document with what the database knows of it, and the addresses it gets."""

    document: Document
    record: ImportRecord | None
    new_paths: list[str]

    @property
    def is_unchanged(self) -> bool:
        return self.record is not None and (
            self.record.checksum == self.document.checksum
        )


def write_batch(
    documents: Sequence[Document],
    *,
    source: str,
    now: datetime,
    memory: Memory,
    is_dry_run: bool,
) -> Report:
    """Write documents in one transaction and return what became of each.

    `memory` is changed only when the transaction succeeds; a dry run takes it back.

    Raises:
        DomainError, DatabaseError: a document cannot be stored, so none of them is.
    """
    batch = _Batch(source, now, memory, is_dry_run=is_dry_run)
    with transaction.atomic():
        batch.write(documents)
        transaction.set_rollback(is_dry_run)
    batch.remember()
    return batch.report


class _Batch:
    def __init__(
        self, source: str, now: datetime, memory: Memory, *, is_dry_run: bool
    ) -> None:
        self.source = source
        self.now = now
        self.memory = memory
        self.is_dry_run = is_dry_run
        self.report = Report()
        self.claims = Claims()
        self.images = ImageStore({}, is_dry_run=is_dry_run)
        self.names: dict[str, set[str]] = {"authors": set(), "tags": set()}

    def write(self, documents: Sequence[Document]) -> None:
        self.images.urls = {**known_image_urls(documents), **self.memory.images}
        entries = self._settle(documents)
        written = [entry for entry in entries if not entry.is_unchanged]
        self._count_names(entries, written)
        authors = ensure_authors(_flat(e.document.authors for e in written))
        tags = ensure_tags(_flat(e.document.metadata.tags for e in written))
        posts = {
            **self._create([e for e in written if e.record is None], authors, tags),
            **self._update([e for e in written if e.record], authors, tags),
        }
        for entry in entries:
            if entry.is_unchanged:
                self.images.take(entry.document, self.report, is_written=False)
                self.report.count("posts", "unchanged")
        self._redirect(entries, posts)

    def remember(self) -> None:
        """Keep what later batches need; call it once the transaction is over."""
        self.memory.authors |= self.names["authors"]
        self.memory.tags |= self.names["tags"]
        if self.is_dry_run:
            self.memory.claims.paths |= self.claims.paths
            self.memory.claims.slugs |= self.claims.slugs
            self.memory.images |= self.images.urls

    def _settle(self, documents: Sequence[Document]) -> list[_Entry]:
        """Say which addresses each document gets; first come, first served."""
        keys = [document.key for document in documents]
        records = {
            record.key: record
            for record in ImportRecord.objects.filter(source=self.source, key__in=keys)
        }
        paths = {d.key: self._paths(d) for d in documents}
        self.claims = load_claims(
            self.source,
            paths=_flat(paths.values()),
            slugs={document.slug for document in documents if document.slug},
        )
        self.claims.paths |= self.memory.claims.paths
        self.claims.slugs |= self.memory.claims.slugs
        entries = []
        for document in documents:
            entry = _Entry(document, records.get(document.key), [])
            refusal = "" if entry.is_unchanged else self._refusal(document)
            if refusal:
                self.report.fail("posts", document.key, refusal)
                continue
            self._claim(entry, paths[document.key])
            self.report.warn(document.key, document.warnings)
            entries.append(entry)
        return entries
