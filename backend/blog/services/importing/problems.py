"""Why a file, or the whole directory, cannot be imported."""

from __future__ import annotations


class ImportSourceError(Exception):
    """The directory as a whole cannot be imported; the message says why."""


class ImportProblem(Exception):  # noqa: N818 - A finding for the report, not a crash.
    """One file cannot become a post; the message is a sentence for its author."""


class FileSkipped(Exception):  # noqa: N818 - Not an error: the file is no post.
    """The file is not meant to be a post; the message says what it is instead."""
