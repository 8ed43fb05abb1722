"""Posts and everything around them in the admin."""

from blog.admin.history import (
    ImportRecordAdmin,
    PostSlugHistoryAdmin,
    RevisionAdmin,
    SeriesSlugHistoryAdmin,
    StateTransitionLogAdmin,
    TagSlugHistoryAdmin,
)
from blog.admin.media_files import MediaFileAdmin
from blog.admin.posts import PostAdmin
from blog.admin.redirects import RedirectAdmin
from blog.admin.series import SeriesAdmin
from blog.admin.tags import TagAdmin

__all__ = [
    "ImportRecordAdmin",
    "MediaFileAdmin",
    "PostAdmin",
    "PostSlugHistoryAdmin",
    "RedirectAdmin",
    "RevisionAdmin",
    "SeriesAdmin",
    "SeriesSlugHistoryAdmin",
    "StateTransitionLogAdmin",
    "TagAdmin",
    "TagSlugHistoryAdmin",
]
