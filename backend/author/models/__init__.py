"""Public profiles of people who write."""

from author.models.author import Author
from author.models.slug_history import AuthorSlugHistory

__all__ = ["Author", "AuthorSlugHistory"]
