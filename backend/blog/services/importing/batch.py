"""Writes a number of documents in one transaction: all that is possible, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from author.services import AuthorRef, ensure_authors, find_authors
from blog.models import ImportRecord, Post, Tag
from blog.services.importing.document import Document
from blog.services.importing.images import ImageStore, known_image_urls
from blog.services.importing.inputs import keep_unsaid, new_input
from blog.services.importing.memory import Memory
from blog.services.importing.problems import PostGoneError
from blog.services.importing.report import Report
from blog.services.importing.settling import Entry, settle
from blog.services.post_content import PostInput
from blog.services.posts import create_posts, update_post
from blog.services.redirects import add_redirects_for
from blog.services.tags import ensure_tags, find_tags, tag_key
from common.slugs import lock_slugs
from common.text.pool import RenderingPool


def write_batch(
    documents: Sequence[Document],
    *,
    source: str,
    now: datetime,
    memory: Memory,
    pool: RenderingPool,
    is_dry_run: bool,
) -> Report:
    """Write documents in one transaction and return what became of each.

    `memory` is changed only when the transaction succeeds; a dry run takes it back.

    Raises:
        DomainError, DatabaseError: a document cannot be stored, so none of them is.
        PostGoneError: somebody removed a post meanwhile, so no document is stored.
    """
    batch = _Batch(source, now, memory, pool, is_dry_run=is_dry_run)
    with transaction.atomic():
        batch.write(documents)
        if is_dry_run:
            transaction.set_rollback(True)
    batch.remember()
    return batch.report


class _Batch:
    def __init__(
        self,
        source: str,
        now: datetime,
        memory: Memory,
        pool: RenderingPool,
        *,
        is_dry_run: bool,
    ) -> None:
        self.source = source
        self.now = now
        self.memory = memory
        self.pool = pool
        self.report = Report()
        self.learnt = Memory()
        self.images = ImageStore({}, is_dry_run=is_dry_run)
        self.authors: dict[str, AuthorRef] = {}
        self.tags: dict[str, Tag] = {}

    def write(self, documents: Sequence[Document]) -> None:
        # Everybody takes this lock before that of the counters, so nobody deadlocks.
        lock_slugs(Post)
        entries, self.learnt.claims = settle(
            documents, self.source, self.memory, self.report
        )
        for entry in entries:
            self.report.warn(entry.document.key, entry.document.warnings)
        self.images.urls = {**known_image_urls(documents), **self.memory.images}
        written = [entry for entry in entries if not entry.is_unchanged]
        self._ensure_names(entries, written)
        posts = _load_posts(entries)
        posts |= self._create([entry for entry in written if entry.record is None])
        self._update([entry for entry in written if entry.record is not None], posts)
        for entry in entries:
            if entry.is_unchanged:
                self.report.count("posts", "unchanged")
                self.images.take(entry.document, self.report, is_written=False)
        self._redirect(entries, posts)

    def remember(self) -> None:
        self.memory.names |= self.learnt.names
        if self.images.is_dry_run:
            self.memory.claims.update(self.learnt.claims)
            self.memory.images |= self.images.urls

    def _ensure_names(self, entries: list[Entry], written: list[Entry]) -> None:
        authors = _flat(entry.document.authors for entry in written)
        tags = _flat(entry.document.metadata.tags for entry in written)
        new_authors = set(authors) - find_authors(authors).keys()
        new_tags = {tag_key(tag) for tag in set(tags) - find_tags(tags).keys()}
        self.authors = ensure_authors(authors)
        self.tags = ensure_tags(tags)
        for entry in entries:
            self._count_names("authors", entry.document.authors, new_authors)
            keys = (tag_key(tag) for tag in entry.document.metadata.tags)
            self._count_names("tags", keys, new_tags)

    def _count_names(self, kind: str, names: Iterable[str], new: set[str]) -> None:
        for name in names:
            item = (kind, name)
            if item in self.memory.names or item in self.learnt.names:
                continue
            self.learnt.names.add(item)
            self.report.found[kind] += 1
            self.report.count(kind, "created" if name in new else "unchanged")

    def _create(self, entries: list[Entry]) -> dict[str, Post]:
        inputs = [self._input(entry.document) for entry in entries]
        rendered = self.pool.render([data.body_markdown for data in inputs])
        posts = (
            create_posts(inputs, actor=None, now=self.now, rendered=rendered)
            if inputs
            else []
        )
        created = dict(zip((e.document.key for e in entries), posts, strict=True))
        ImportRecord.objects.bulk_create(
            ImportRecord(
                source=self.source,
                key=entry.document.key,
                checksum=entry.document.checksum,
                post=created[entry.document.key],
            )
            for entry in entries
        )
        self.report.count("posts", "created", len(created))
        for key, post in created.items():
            self.learnt.claims.remember(key, paths=(), slug=post.slug)
        return created

    def _update(self, entries: list[Entry], posts: dict[str, Post]) -> None:
        records = [entry.record for entry in entries if entry.record is not None]
        for entry, record in zip(entries, records, strict=True):
            post = posts[record.key]
            data = self._input(entry.document)
            data = keep_unsaid(data, entry.document, post)
            has_changed = update_post(post, data, actor=None, now=self.now)
            self.report.count("posts", "updated" if has_changed else "unchanged")
            record.checksum = entry.document.checksum
        ImportRecord.objects.bulk_update(records, ["checksum"])

    def _input(self, document: Document) -> PostInput:
        images = self.images.take(document, self.report, is_written=True)
        return new_input(
            document, authors=self.authors, tags=self.tags, image_urls=images
        )

    def _redirect(self, entries: list[Entry], posts: dict[str, Post]) -> None:
        add_redirects_for(
            (posts[entry.document.key], entry.new_paths)
            for entry in entries
            if entry.new_paths
        )


def _load_posts(entries: list[Entry]) -> dict[str, Post]:
    """Return the existing posts that will be touched, by the keys of their files."""
    ids = {
        entry.record.key: entry.record.post_id
        for entry in entries
        if entry.record is not None and (entry.new_paths or not entry.is_unchanged)
    }
    posts = Post.objects.in_bulk(ids.values())
    if gone := [key for key, post_id in ids.items() if post_id not in posts]:
        raise PostGoneError(", ".join(gone))
    return {key: posts[post_id] for key, post_id in ids.items()}


def _flat(groups: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(name for group in groups for name in group))
