"""What can go wrong with what an account holds, and with leaving."""

from __future__ import annotations

from common.exceptions import ConflictError, NotFoundError


class PhoneTakenError(ConflictError):
    """Use another number; this one belongs to another account."""

    error_code = "USR0010"
    title = "The phone number is taken"


class UsernameTakenError(ConflictError):
    """Choose another name."""

    error_code = "USR0011"
    title = "The user name is taken"


class ExportNotFoundError(NotFoundError):
    """Ask for a new export; one is kept for a week."""

    error_code = "USR0021"
    title = "Export not found"


class ExportNotReadyError(ConflictError):
    """Wait for the mail, or ask for its state again in a few seconds."""

    error_code = "USR0022"
    title = "The export is still being made"


class ReceiptNotFoundError(NotFoundError):
    """Check the number on the receipt."""

    error_code = "USR0023"
    title = "No such receipt"


class LastSuperuserError(ConflictError):
    """Make another account a superuser first; somebody has to run the site."""

    error_code = "USR0050"
    title = "The last superuser cannot leave"
