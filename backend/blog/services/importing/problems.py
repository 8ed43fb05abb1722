"""Why a file, or the whole directory, cannot be imported."""

from __future__ import annotations


class ImportSourceError(Exception):
    """The directory as a whole cannot be imported; the message says why."""


class FileRefusedError(Exception):
    """One file cannot become a post; the message is a sentence for its author."""


class PostGoneError(Exception):
    """Somebody removed the post of a file while the file was being imported."""


class FileSkippedError(Exception):
    """The file is not meant to be a post; the message says what it is instead."""
