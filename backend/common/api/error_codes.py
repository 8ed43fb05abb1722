"""The registry of error codes: what every problem document says, in one place.

Codes of the domain are declared by the `DomainError` classes of the apps; those of the
framework are the constants below. A code is never given to another error.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from common.exceptions import (
    ConflictError,
    DomainError,
    ForbiddenError,
    GoneError,
    InvalidError,
    NotFoundError,
    PreconditionFailedError,
    PreconditionMissingError,
    RateLimitedError,
    UnauthenticatedError,
    UnprocessableError,
)

# The most special kind first: the first one that fits decides.
KIND_STATUS: dict[type[DomainError], int] = {
    NotFoundError: 404,
    GoneError: 410,
    ConflictError: 409,
    UnauthenticatedError: 401,
    ForbiddenError: 403,
    InvalidError: 400,
    RateLimitedError: 429,
    PreconditionFailedError: 412,
    PreconditionMissingError: 428,
    UnprocessableError: 422,
}


@dataclass(frozen=True)
class ErrorCode:
    """One kind of problem: its code, its status, and what a client can do about it."""

    code: str
    status: int
    title: str
    advice: str


UNKNOWN_PARAMETER = ErrorCode(
    "COM0001",
    400,
    "Unknown query parameter",
    "Remove the parameters named in `errors`, or correct their names.",
)
INVALID_PARAMETER = ErrorCode(
    "COM0002",
    400,
    "Invalid query parameter",
    "Correct the parameters named in `errors`.",
)
INVALID_CURSOR = ErrorCode(
    "COM0003",
    400,
    "Invalid cursor",
    "Start again without `cursor`, and follow `next` and `previous` as they are.",
)
PAGE_TOO_DEEP = ErrorCode(
    "COM0004",
    400,
    "Page number too high",
    "Numbered pages end early; walk the list by `cursor` instead.",
)
NO_SUCH_PAGE = ErrorCode(
    "COM0005",
    404,
    "No such page",
    "Ask for a page from 1 to `total_pages`.",
)
MALFORMED_BODY = ErrorCode(
    "COM0006",
    400,
    "Malformed request body",
    "Send a body that is what its Content-Type says, such as valid JSON in UTF-8.",
)
BAD_REQUEST = ErrorCode(
    "COM0007",
    400,
    "Bad request",
    "Correct the request; it cannot be understood as it is.",
)
CSRF_FAILED = ErrorCode(
    "COM0008",
    403,
    "CSRF check failed",
    "Send the CSRF token with requests that use the session cookie.",
)
SCOPE_MISSING = ErrorCode(
    "COM0009",
    403,
    "The API key does not reach here",
    "Use a key with the scope that `detail` names, or log in where no key is let in.",
)
INVALID_BODY = ErrorCode(
    "COM0400",
    400,
    "Invalid request body",
    "Correct the members of the body that `errors` points to.",
)
NOT_AUTHENTICATED = ErrorCode(
    "COM0401",
    401,
    "Not authenticated",
    "Send a valid credential, or none where the endpoint is open to everyone.",
)
PERMISSION_DENIED = ErrorCode(
    "COM0403",
    403,
    "Permission denied",
    "Ask somebody who may, or ask for the permission.",
)
NOT_FOUND = ErrorCode(
    "COM0404",
    404,
    "Not found",
    "Check the address; there is nothing here.",
)
METHOD_NOT_ALLOWED = ErrorCode(
    "COM0405",
    405,
    "Method not allowed",
    "Use one of the methods that the `Allow` header lists.",
)
NOT_ACCEPTABLE = ErrorCode(
    "COM0406",
    406,
    "Not acceptable",
    "Accept `application/json`.",
)
PRECONDITION_FAILED = ErrorCode(
    "COM0412",
    412,
    "Precondition failed",
    "Read the thing again, apply the change to what it is now, and send its `ETag`.",
)
BODY_TOO_LARGE = ErrorCode(
    "COM0413",
    413,
    "Request body too large",
    "Send less at once.",
)
UNSUPPORTED_MEDIA_TYPE = ErrorCode(
    "COM0415",
    415,
    "Unsupported media type",
    "Send `application/json`, or multipart where files are expected.",
)
UNPROCESSABLE = ErrorCode(
    "COM0422",
    422,
    "Unprocessable request",
    "Do not send this again as it is; `detail` says what it contradicts.",
)
PRECONDITION_MISSING = ErrorCode(
    "COM0428",
    428,
    "Precondition required",
    "Send `If-Match` with the `ETag` that was read.",
)
TOO_MANY_REQUESTS = ErrorCode(
    "COM0429",
    429,
    "Too many requests",
    "Wait for as many seconds as the `Retry-After` header says.",
)
SERVER_ERROR = ErrorCode(
    "COM0500",
    500,
    "Server error",
    "Nothing is wrong with the request; report the `request_id` if it happens again.",
)
UNAVAILABLE = ErrorCode(
    "COM0503",
    503,
    "Service unavailable",
    "Try again after as many seconds as the `Retry-After` header says.",
)

FRAMEWORK_CODES: tuple[ErrorCode, ...] = (
    UNKNOWN_PARAMETER,
    INVALID_PARAMETER,
    INVALID_CURSOR,
    PAGE_TOO_DEEP,
    NO_SUCH_PAGE,
    MALFORMED_BODY,
    BAD_REQUEST,
    CSRF_FAILED,
    SCOPE_MISSING,
    INVALID_BODY,
    NOT_AUTHENTICATED,
    PERMISSION_DENIED,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    PRECONDITION_FAILED,
    BODY_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    UNPROCESSABLE,
    PRECONDITION_MISSING,
    TOO_MANY_REQUESTS,
    SERVER_ERROR,
    UNAVAILABLE,
)
# What to answer when nothing but the status is known.
GENERAL_CODES: dict[int, ErrorCode] = {
    entry.status: entry
    for entry in (
        BAD_REQUEST,
        NOT_AUTHENTICATED,
        PERMISSION_DENIED,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        PRECONDITION_FAILED,
        BODY_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        UNPROCESSABLE,
        PRECONDITION_MISSING,
        TOO_MANY_REQUESTS,
        SERVER_ERROR,
        UNAVAILABLE,
    )
}


def describe_class(error: type[DomainError]) -> ErrorCode:
    """Return the entry of a domain error; `advice`, or its docstring, tells more.

    Raises:
        LookupError: the class is of none of the kinds.
    """
    for kind, status in KIND_STATUS.items():
        if issubclass(error, kind):
            paragraph = inspect.cleandoc(error.__doc__ or "").partition("\n\n")[0]
            advice = getattr(error, "advice", " ".join(paragraph.split()))
            return ErrorCode(error.error_code, status, error.title, advice)
    message = f"{error.__qualname__} is of no kind that has a status."
    raise LookupError(message)


def domain_errors() -> list[type[DomainError]]:
    """Return every error that has a code, from the `exceptions` modules of the apps."""
    # Other people's apps have modules of that name as well, which are none of ours.
    for app in settings.CUSTOM_APPS:
        if find_spec(f"{app}.exceptions"):
            import_module(f"{app}.exceptions")
    return [
        error
        for error in _subclasses(DomainError)
        # A test may declare errors of its own.
        if "error_code" in vars(error) and ".tests." not in error.__module__
    ]


def registry() -> list[ErrorCode]:
    """Return all entries, ordered by code.

    Codes that occur twice stay in the list, so that a test can find them.
    """
    entries = [*FRAMEWORK_CODES, *map(describe_class, domain_errors())]
    return sorted(entries, key=lambda entry: entry.code)


def _subclasses(parent: type[DomainError]) -> list[type[DomainError]]:
    found: list[type[DomainError]] = []
    for child in parent.__subclasses__():
        found += [child, *_subclasses(child)]
    return list(dict.fromkeys(found))
