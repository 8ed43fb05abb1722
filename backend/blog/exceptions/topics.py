"""What can go wrong with tags and series."""

from __future__ import annotations

from common.exceptions import ConflictError, InvalidError


class TagNameTakenError(ConflictError):
    """Two tags of one name could not be told apart where one is chosen."""

    error_code = "BLG0050"
    title = "Tag name is taken"


class TagMergeRefusedError(InvalidError):
    """A tag can be merged into another one that exists, and into nothing else."""

    error_code = "BLG0051"
    title = "Tags cannot be merged"


class TagInUseError(ConflictError):
    """Posts carry the tag, so taking it away is for editors to decide."""

    error_code = "BLG0052"
    title = "Tag is in use"


class SeriesOrderRefusedError(InvalidError):
    """The order names posts twice, or posts that do not exist for whoever orders."""

    error_code = "BLG0053"
    title = "Order cannot be stored"


class PostInOtherSeriesError(ConflictError):
    """A post is in one series at most."""

    error_code = "BLG0054"
    title = "Post is in another series"
