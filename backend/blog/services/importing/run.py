"""The import of a whole directory, batch by batch."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from blog.services.importing.batch import write_batch
from blog.services.importing.document import Document, read_document
from blog.services.importing.memory import Memory
from blog.services.importing.problems import (
    FileRefusedError,
    FileSkippedError,
    PostGoneError,
)
from blog.services.importing.report import Report
from blog.services.importing.source_tree import SourceFile, SourceTree
from common.exceptions import DomainError
from common.text.pool import RenderingPool

logger = logging.getLogger(__name__)

# What one file can bring about; the others must not suffer from it.
_FAULTS_OF_DATA = (DomainError, DatabaseError, OSError, ValueError)
_FAULTS_OF_TIMING = (PostGoneError, ObjectDoesNotExist)
# Nobody should ever see these, so they are logged with all there is to know.
_FAULTS_OF_OURS = (LookupError, ArithmeticError, BrokenExecutor)
_FAULTS = (*_FAULTS_OF_DATA, *_FAULTS_OF_TIMING, *_FAULTS_OF_OURS)


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """How to import: `source` names the directory for ever, wherever it lies.

    `default_author` signs what names no author.
    """

    source: str
    now: datetime
    default_author: str = ""
    is_dry_run: bool = False
    batch_size: int = 100


def import_tree(
    tree: SourceTree,
    options: ImportOptions,
    *,
    on_progress: Callable[[int], None] = lambda _number: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Report:
    """Import every Markdown file of a directory and return the balance.

    Each batch is one transaction, so the import may be killed at any point: run again,
    it ends where a single run would have ended. `on_progress` is told the number of
    files after each batch; `should_stop` is asked before each.
    """
    with RenderingPool() as pool:
        run = _Run(tree, options, pool)
        for files in _batches(tree.files(), options.batch_size):
            if should_stop():
                run.report.is_interrupted = True
                break
            run.take(files)
            on_progress(len(files))
    return run.report


class _Run:
    def __init__(
        self, tree: SourceTree, options: ImportOptions, pool: RenderingPool
    ) -> None:
        self.tree = tree
        self.options = options
        self.pool = pool
        self.report = Report()
        self.memory = Memory()

    def take(self, files: Sequence[SourceFile]) -> None:
        self.report.found["posts"] += len(files)
        documents = [document for file in files if (document := self._read(file))]
        if documents:
            self._write(documents)

    def _read(self, file: SourceFile) -> Document | None:
        try:
            author = self.options.default_author
            return read_document(file, self.tree, default_author=author)
        except FileSkippedError as reason:
            self.report.skip(file.key, str(reason))
        except FileRefusedError as problem:
            self.report.fail("posts", file.key, str(problem))
        except _FAULTS as error:
            self._fail(file.key, error)
        return None

    def _write(self, documents: Sequence[Document]) -> None:
        try:
            self.report.merge(
                write_batch(
                    documents,
                    source=self.options.source,
                    now=self.options.now,
                    memory=self.memory,
                    pool=self.pool,
                    is_dry_run=self.options.is_dry_run,
                )
            )
        except _FAULTS as error:
            if len(documents) == 1:
                self._fail(documents[0].key, error)
                return
            # One by one, so that only what is at fault stays out.
            for document in documents:
                self._write([document])

    def _fail(self, key: str, error: Exception) -> None:
        if isinstance(error, _FAULTS_OF_OURS):
            logger.error("The import of %s failed unexpectedly.", key, exc_info=error)
        self.report.fail("posts", key, _reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, DomainError):
        return error.detail
    if isinstance(error, _FAULTS_OF_TIMING):
        return "Its post was removed during the import; import it again."
    first_line = str(error).partition("\n")[0]
    if not first_line or isinstance(error, _FAULTS_OF_OURS):
        first_line = f"{type(error).__name__} {first_line}".strip()
    return f"Cannot be stored: {first_line}."


def _batches(files: Iterator[SourceFile], size: int) -> Iterator[Sequence[SourceFile]]:
    while batch := list(itertools.islice(files, size)):
        yield batch
