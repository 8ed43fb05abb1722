"""Decides which addresses each document gets: first come, first served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from blog.models import ImportRecord
from blog.services.importing.claims import Claims, load_claims
from blog.services.importing.document import Document
from blog.services.importing.memory import Memory
from blog.services.importing.report import Report

PATH_MAX_LENGTH = 500


@dataclass
class Entry:
    """A document, what an earlier import knows of it, and the paths it newly gets.

    `is_unchanged`: the earlier import took in exactly this.
    """

    document: Document
    record: ImportRecord | None
    is_unchanged: bool
    new_paths: list[str] = field(default_factory=list)


def settle(
    documents: Sequence[Document], source: str, memory: Memory, report: Report
) -> tuple[list[Entry], Claims]:
    """Return the documents that can be written, and who has which address then.

    Those that cannot are reported, as is every path that leads elsewhere already: a
    failure where the file declares the path, a warning where we only guessed it.
    """
    entries = _load_entries(documents, source)
    claims = load_claims(
        source,
        paths={path for document in documents for path in document.paths},
        slugs={document.slug for document in documents if document.slug},
    )
    claims.update(memory.claims)
    settled = []
    for entry in entries:
        document = entry.document
        refusal = None if entry.is_unchanged else _refusal(document, claims)
        if refusal:
            report.fail("posts", document.key, refusal)
            continue
        _claim(entry, claims, report)
        settled.append(entry)
    return settled, claims


def _load_entries(documents: Sequence[Document], source: str) -> list[Entry]:
    keys = [document.key for document in documents]
    records = {
        record.key: record
        for record in ImportRecord.objects.filter(source=source, key__in=keys)
    }
    return [_entry(document, records.get(document.key)) for document in documents]


def _entry(document: Document, record: ImportRecord | None) -> Entry:
    is_unchanged = record is not None and record.checksum == document.checksum
    return Entry(document, record, is_unchanged)


def _refusal(document: Document, claims: Claims) -> str | None:
    """Say why a document would be a second one of something there is one of."""
    key, permalink = document.key, document.permalink
    if holder := claims.other_holder_of_path(permalink, key):
        return f"Its permalink “{permalink}” already leads to {holder}."
    if holder := claims.other_holder_of_slug(document.slug, key):
        return f"Its slug “{document.slug}” already belongs to {holder}."
    return None


def _claim(entry: Entry, claims: Claims, report: Report) -> None:
    """Give an entry its paths, and report those that lead elsewhere."""
    key = entry.document.key
    for path in entry.document.paths:
        report.found["redirects"] += 1
        if fault := _path_fault(path, key, claims):
            _report_path(path, fault, entry.document, report)
        elif claims.is_free(path):
            report.count("redirects", "updated" if path in claims.paths else "created")
            entry.new_paths.append(path)
        else:
            report.count("redirects", "unchanged")
    claims.remember(key, paths=entry.new_paths, slug=entry.document.slug)


def _path_fault(path: str, key: str, claims: Claims) -> str:
    if path == "/":
        return "is the front page, which can lead to no post"
    if len(path) > PATH_MAX_LENGTH:
        return f"has more than {PATH_MAX_LENGTH} characters"
    holder = claims.other_holder_of_path(path, key)
    return f"already leads to {holder}" if holder else ""


def _report_path(path: str, fault: str, document: Document, report: Report) -> None:
    shown = f"“{path[:80]}…”" if len(path) > PATH_MAX_LENGTH else f"“{path}”"
    if path in document.declared_paths:
        report.fail("redirects", document.key, f"{shown} {fault}.")
        return
    report.count("redirects", "skipped")
    reason = f"{shown}, the address its place suggests, {fault}; no redirect is made."
    report.warn(document.key, [reason])
