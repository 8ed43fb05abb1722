"""Public profiles of people who write."""

from author.models.author import SHORT_BIO_LENGTH, Author
from author.models.slug_history import AuthorSlugHistory

__all__ = ["SHORT_BIO_LENGTH", "Author", "AuthorSlugHistory"]
