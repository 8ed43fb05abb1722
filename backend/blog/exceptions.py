"""What can go wrong around posts. Codes start with BLG and are never used again."""

from __future__ import annotations

from common.exceptions import ConflictError, GoneError, InvalidError, NotFoundError


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


class SlugTakenError(ConflictError):
    """Another row has the slug, or had it and its old links still need it."""

    error_code = "BLG0021"
    title = "Slug is taken"


class BodyRefusedError(InvalidError):
    """The text is too large or holds characters no text may hold."""

    error_code = "BLG0022"
    title = "Body cannot be stored"


class TitleRefusedError(InvalidError):
    """The title is empty, too long, or holds characters no title may hold."""

    error_code = "BLG0023"
    title = "Title cannot be stored"


class SlugRefusedError(InvalidError):
    """The slug is not written as slugs are: lower case, words joined by hyphens."""

    error_code = "BLG0026"
    title = "Slug cannot be used"


class TimesRefusedError(InvalidError):
    """The post would be taken away before it is public."""

    error_code = "BLG0027"
    title = "Times contradict each other"


class ImageRefusedError(InvalidError):
    """The file is no image we take, or too large."""

    error_code = "BLG0024"
    title = "Image cannot be stored"


class RedirectTakenError(ConflictError):
    """The path already leads somewhere else."""

    error_code = "BLG0025"
    title = "Path leads somewhere else already"
