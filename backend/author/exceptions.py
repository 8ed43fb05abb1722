"""What can go wrong around authors. Codes start with AUT and are never used again."""

from __future__ import annotations

from common.exceptions import ConflictError, NotFoundError


class AuthorNotFoundError(NotFoundError):
    """There is no such author, or they have published nothing."""

    error_code = "AUT0001"
    title = "Author does not exist"


class AuthorHasPostsError(ConflictError):
    """A byline is a promise to readers; it cannot lose its author."""

    error_code = "AUT0002"
    title = "Author has posts"


class AuthorSlugTakenError(ConflictError):
    """Another author has the slug, or had it and their old links still need it."""

    error_code = "AUT0010"
    title = "Author slug is taken"


class AuthorEmailTakenError(ConflictError):
    """Another profile has the e-mail address."""

    error_code = "AUT0011"
    title = "Author e-mail address is taken"
