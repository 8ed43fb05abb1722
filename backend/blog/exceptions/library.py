"""What can go wrong with images and redirects."""

from __future__ import annotations

from common.exceptions import ConflictError, InvalidError


class ImageRefusedError(InvalidError):
    """The file is no image we take, or too large."""

    error_code = "BLG0024"
    title = "Image cannot be stored"


class RedirectTakenError(ConflictError):
    """The path already leads somewhere else."""

    error_code = "BLG0025"
    title = "Path leads somewhere else already"
