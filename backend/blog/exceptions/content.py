"""What cannot be stored as a post."""

from __future__ import annotations

from common.exceptions import ConflictError, InvalidError


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


class ReferenceRefusedError(InvalidError):
    """The post names an author, tag, image or series that is not there to be used."""

    error_code = "BLG0032"
    title = "Reference cannot be used"
