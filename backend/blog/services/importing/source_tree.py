"""The directory an import reads, and nothing outside of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from blog.services.importing.problems import (
    FileRefusedError,
    FileSkippedError,
    ImportSourceError,
)
from blog.services.importing.references import path_of

MARKDOWN_ENDINGS = frozenset({".md", ".markdown"})
# The record of an import holds no longer one.
KEY_MAX_LENGTH = 500
# Far above the limit of a body, far below what would fill the memory.
MAX_FILE_BYTES = 1_000_000


@dataclass(frozen=True)
class SourceFile:
    """One Markdown file; `key` is its path below the directory, with slashes.

    `skip` or `problem` say why it must not be opened.
    """

    key: str
    path: Path
    skip: str = ""
    problem: str = ""


class SourceTree:
    """A directory of Markdown files.

    Raises:
        ImportSourceError: it is missing, no directory, or cannot be listed.
    """

    def __init__(self, directory: Path) -> None:
        if not directory.exists():
            raise ImportSourceError(f"There is no directory {directory}.")
        if not directory.is_dir():
            raise ImportSourceError(f"{directory} is not a directory.")
        try:
            os.scandir(directory).close()
        except OSError as error:
            reason = f"{directory} cannot be read: {error.strerror}."
            raise ImportSourceError(reason) from error
        self.root = directory.resolve()

    def files(self) -> Iterator[SourceFile]:
        """Yield every Markdown file in an order that is the same each time.

        Hidden folders and folders behind symbolic links are left out.
        """
        return self._walk(self.root)

    def read(self, file: SourceFile) -> bytes:
        """Return the content of a file.

        Raises:
            FileSkippedError: it must not be opened, without being wrong.
            FileRefusedError: it is empty, far too large, or cannot be read.
        """
        if file.skip:
            raise FileSkippedError(file.skip)
        if file.problem:
            raise FileRefusedError(file.problem)
        try:
            size = file.path.stat().st_size
            if size > MAX_FILE_BYTES:
                reason = f"The file has {size:,} bytes; at most {MAX_FILE_BYTES:,}."
                raise FileRefusedError(reason)
            content = file.path.read_bytes()
        except OSError as error:
            raise FileRefusedError(f"Cannot be read: {error.strerror}.") from error
        if not content.strip():
            raise FileRefusedError("The file is empty.")
        return content

    def find_image(self, key: str, url: str) -> Path:
        """Return the file that an image URL in the file `key` means.

        Raises:
            FileRefusedError: there is none, or the URL leads out of the directory.
        """
        path = path_of(url)
        if "\0" in path:
            raise FileRefusedError("Its name holds a NUL character.")
        bases = [self.root / PurePosixPath(key).parent]
        if path.startswith("/"):
            bases = [self.root, self.root / "static"]
        return self._first_file([base / path.lstrip("/") for base in bases])

    def find_page(self, link: str) -> str | None:
        """Return the key of the file an internal link (`@/…`) names, or None."""
        path = path_of(link).removeprefix("@/")
        for base in ("", "content"):
            key = str(PurePosixPath(base, path))
            try:
                found = (self.root / key).resolve()
                if found.is_relative_to(self.root) and found.is_file():
                    return found.relative_to(self.root).as_posix()
            except (OSError, ValueError):
                continue
        return None

    def _first_file(self, candidates: list[Path]) -> Path:
        for candidate in candidates:
            try:
                found = candidate.resolve()
            except (OSError, RuntimeError) as error:
                raise FileRefusedError(
                    f"Its path cannot be followed: {error}."
                ) from error
            # After resolving, so that neither `..` nor a symbolic link leads out.
            if not found.is_relative_to(self.root):
                raise FileRefusedError("Its path leads out of the imported directory.")
            if found.is_file():
                return found
        raise FileRefusedError("The file is missing.")

    def _walk(self, folder: Path) -> Iterator[SourceFile]:
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            problem = f"The folder cannot be read: {error.strerror}."
            yield SourceFile(self._key(folder), folder, problem=problem)
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    yield from self._walk(Path(entry.path))
            elif Path(entry.name).suffix.lower() in MARKDOWN_ENDINGS:
                yield self._file(entry)

    def _file(self, entry: os.DirEntry[str]) -> SourceFile:
        path = Path(entry.path)
        key = self._key(path)
        if entry.is_symlink():
            return SourceFile(key, path, skip=self._about_link(path))
        if not entry.is_file(follow_symlinks=False):
            return SourceFile(key, path, skip="Neither a file nor a folder.")
        if "\ufffd" in key or not key.isprintable():
            return SourceFile(
                key, path, problem="Its name holds unreadable characters."
            )
        if len(key) > KEY_MAX_LENGTH:
            reason = f"Its path has more than {KEY_MAX_LENGTH} characters."
            return SourceFile(key, path, problem=reason)
        return SourceFile(key, path)

    def _about_link(self, path: Path) -> str:
        try:
            is_inside = path.resolve().is_relative_to(self.root)
        except (OSError, RuntimeError):
            return "A symbolic link that leads nowhere."
        if is_inside:
            return "A symbolic link; what it leads to is imported itself."
        return "A symbolic link that leads out of the imported directory."

    def _key(self, path: Path) -> str:
        key = path.relative_to(self.root).as_posix()
        # Names that are no UTF-8 could be neither stored nor printed.
        return key.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
