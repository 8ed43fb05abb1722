"""What is not where it was looked for."""

from __future__ import annotations

from common.exceptions import GoneError, NotFoundError


class PostNotFoundError(NotFoundError):
    """There is no such post, or the reader may not know of it."""

    error_code = "BLG0012"
    title = "Post does not exist"


class TagNotFoundError(NotFoundError):
    """There is no such tag, or nothing public carries it."""

    error_code = "BLG0013"
    title = "Tag does not exist"


class SeriesNotFoundError(NotFoundError):
    """There is no such series, or nothing in it is public."""

    error_code = "BLG0014"
    title = "Series does not exist"


class PostGoneError(GoneError):
    """The post was public once and is in the trash."""

    error_code = "BLG0015"
    title = "Post is gone"


class PathNotFoundError(NotFoundError):
    """Nothing is or was at this path of the site."""

    error_code = "BLG0016"
    title = "Nothing is at this path"


class PathGoneError(GoneError):
    """Something was at this path of the site, and is no more."""

    error_code = "BLG0017"
    title = "What was at this path is gone"
