"""What can go wrong around posts; codes begin with BLG and are never used again."""

from blog.exceptions.content import (
    BodyRefusedError,
    ReferenceRefusedError,
    SlugRefusedError,
    SlugTakenError,
    TimesRefusedError,
    TitleRefusedError,
)
from blog.exceptions.editing import (
    EditConflictError,
    FieldsForbiddenError,
    NotInTrashError,
    PostTrashedError,
    StalePostError,
    UnpublishedChangesError,
)
from blog.exceptions.finding import (
    PathGoneError,
    PathNotFoundError,
    PostGoneError,
    PostNotFoundError,
    SeriesNotFoundError,
    TagNotFoundError,
)
from blog.exceptions.library import ImageRefusedError, RedirectTakenError
from blog.exceptions.moving import (
    AssigneeRefusedError,
    DailyLimitError,
    IllegalMoveError,
    MoveForbiddenError,
    TimeRefusedError,
)
from blog.exceptions.topics import (
    PostInOtherSeriesError,
    SeriesOrderRefusedError,
    TagInUseError,
    TagMergeRefusedError,
    TagNameTakenError,
)

__all__ = [
    "AssigneeRefusedError",
    "BodyRefusedError",
    "DailyLimitError",
    "EditConflictError",
    "FieldsForbiddenError",
    "IllegalMoveError",
    "ImageRefusedError",
    "MoveForbiddenError",
    "NotInTrashError",
    "PathGoneError",
    "PathNotFoundError",
    "PostGoneError",
    "PostInOtherSeriesError",
    "PostNotFoundError",
    "PostTrashedError",
    "RedirectTakenError",
    "ReferenceRefusedError",
    "SeriesNotFoundError",
    "SeriesOrderRefusedError",
    "SlugRefusedError",
    "SlugTakenError",
    "StalePostError",
    "TagInUseError",
    "TagMergeRefusedError",
    "TagNameTakenError",
    "TagNotFoundError",
    "TimeRefusedError",
    "TimesRefusedError",
    "TitleRefusedError",
    "UnpublishedChangesError",
]
