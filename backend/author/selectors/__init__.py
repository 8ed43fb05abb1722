"""Reads of public profiles."""

from author.selectors.own_profile import find_profile_of
from author.selectors.profiles import (
    find_author_by_any_slug,
    get_author,
    get_author_row,
    list_authors,
    select_author_key,
    select_authors,
)

__all__ = [
    "find_author_by_any_slug",
    "find_profile_of",
    "get_author",
    "get_author_row",
    "list_authors",
    "select_author_key",
    "select_authors",
]
