"""What gets in the way of an edit."""

from __future__ import annotations

from common.exceptions import ConflictError, ForbiddenError, PreconditionFailedError


class EditConflictError(PreconditionFailedError):
    """Somebody else has changed the same fields since this version was read.

    `current_version` and `current_etag` name the present version, `conflicting` the
    fields, and `body` holds both texts where it is one of them.
    """

    error_code = "BLG0030"
    title = "Another edit changed the same fields"


class FieldsForbiddenError(ForbiddenError):
    """The post is yours to work on, but not the fields that `errors` names."""

    error_code = "BLG0031"
    title = "Fields may not be changed"


class PostTrashedError(ConflictError):
    """The post is in the trash; restore it before you work on it."""

    error_code = "BLG0033"
    title = "Post is in the trash"


class NotInTrashError(ConflictError):
    """Only a post in the trash can be restored."""

    error_code = "BLG0043"
    title = "Post is not in the trash"


class StalePostError(PreconditionFailedError):
    """The post has changed since; `current_version` and `current_etag` name it now."""

    error_code = "BLG0044"
    title = "Post has changed"


class UnpublishedChangesError(ConflictError):
    """Publish the changes that wait on the post over the API, then change it here."""

    error_code = "BLG0034"
    title = "Changes of the post wait to be published"
