"""Changes to public profiles."""

from author.services.editing import (
    create_author,
    remove_author,
    update_author,
)
from author.services.profiles import (
    AuthorRef,
    delete_author,
    ensure_authors,
    find_authors,
    set_post_counts,
)

__all__ = [
    "AuthorRef",
    "create_author",
    "delete_author",
    "ensure_authors",
    "find_authors",
    "remove_author",
    "set_post_counts",
    "update_author",
]
