"""Posts and everything readers find around them."""

from blog.models.import_record import ImportRecord
from blog.models.media_file import MediaFile
from blog.models.post import Post, PostQuerySet, Reader
from blog.models.post_author import PostAuthor
from blog.models.redirect import Redirect
from blog.models.revision import Revision
from blog.models.series import Series, SeriesMember
from blog.models.slug_history import PostSlugHistory, SeriesSlugHistory, TagSlugHistory
from blog.models.state_transition_log import StateTransitionLog
from blog.models.tag import Tag

__all__ = [
    "ImportRecord",
    "MediaFile",
    "Post",
    "PostAuthor",
    "PostQuerySet",
    "PostSlugHistory",
    "Reader",
    "Redirect",
    "Revision",
    "Series",
    "SeriesMember",
    "SeriesSlugHistory",
    "StateTransitionLog",
    "Tag",
    "TagSlugHistory",
]
