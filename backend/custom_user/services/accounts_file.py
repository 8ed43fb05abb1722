"""The file that tells developers the passwords of demo accounts."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any


class AccountsFileError(Exception):
    """The file of accounts cannot be read or written."""


def read_accounts(path: Path) -> dict[str, dict[str, Any]]:
    """Return the accounts in the file, none if there is no file.

    Raises:
        AccountsFileError: it cannot be read, or holds something else.
    """
    if not path.exists():
        return {}
    try:
        file = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AccountsFileError(f"{path} cannot be read: {error}") from error
    if not isinstance(file, dict) or not all(
        isinstance(entry, dict) for entry in file.values()
    ):
        raise AccountsFileError(f"{path} is no file of accounts; choose another name.")
    return file


def write_accounts(path: Path, file: dict[str, dict[str, Any]]) -> None:
    """Replace the file, readable for its owner alone.

    Raises:
        AccountsFileError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made readable for its owner alone, and in one place when it is complete.
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, encoding="utf-8", delete=False
        ) as temporary:
            json.dump(file, temporary, indent=2)
        Path(temporary.name).replace(path)
    except OSError as error:
        raise AccountsFileError(f"{path} cannot be written: {error}") from error
