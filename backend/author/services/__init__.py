"""Changes to public profiles."""

from author.services.profiles import (
    AuthorRef,
    delete_author,
    ensure_authors,
    find_authors,
    set_post_counts,
)

__all__ = [
    "AuthorRef",
    "delete_author",
    "ensure_authors",
    "find_authors",
    "set_post_counts",
]
