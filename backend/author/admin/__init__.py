"""Public profiles in the admin."""

from author.admin.authors import AuthorAdmin
from author.admin.slug_history import AuthorSlugHistoryAdmin

__all__ = ["AuthorAdmin", "AuthorSlugHistoryAdmin"]
