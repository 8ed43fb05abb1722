"""What can go wrong in the domain: a few kinds, each error with a code of its own.

No HTTP here; `common.api.errors` turns a kind into a status.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One fault of the input: where, which, and what to do about it.

    `pointer` is a JSON pointer into the body, or `?name` for a query parameter.
    """

    pointer: str
    code: str
    detail: str


class DomainError(Exception):
    """Base of every error a client is told about.

    A subclass sets `error_code` (the app's prefix and a number, never reused) and
    `title` (the same for every occurrence); `detail` says what happened this time, and
    `extra` adds members to the problem document that a program can act on.
    """

    error_code: ClassVar[str]
    title: ClassVar[str]
    # Seconds after which the same request may go through.
    retry_after: int | None = None

    def __init__(
        self,
        detail: str = "",
        *,
        errors: tuple[FieldError, ...] = (),
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = errors
        self.extra = extra or {}


class NotFoundError(DomainError):
    """There is no such thing, or its existence is none of the caller's business."""


class GoneError(DomainError):
    """It was here once and is not coming back by itself."""


class ConflictError(DomainError):
    """The request is fine, but not in the present state of things."""


class PreconditionMissingError(DomainError):
    """The request has to say which version of the thing it means."""


class PreconditionFailedError(DomainError):
    """The thing is no longer what the request took it for."""


class UnprocessableError(DomainError):
    """The request is understood and still makes no sense, such as a key used twice."""


class UnauthenticatedError(DomainError):
    """What was given to prove who asks does not prove it."""


class ForbiddenError(DomainError):
    """We know who asks, and they may not."""


class InvalidError(DomainError):
    """The input is wrong; `errors` says where."""


class RateLimitedError(DomainError):
    """Too often; `retry_after` is the number of seconds to wait."""

    retry_after: int

    def __init__(self, detail: str = "", *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class IdempotencyKeyInvalidError(InvalidError):
    """`Idempotency-Key` is 1 to 255 visible ASCII characters, without spaces."""

    error_code = "COM0010"
    title = "Invalid Idempotency-Key"


class IdempotencyKeyBusyError(ConflictError):
    """The first request with this `Idempotency-Key` still runs.

    Send it again after as many seconds as the `Retry-After` header says.
    """

    error_code = "COM0011"
    title = "The request is being worked on"
    advice = "Send the same again after as many seconds as `Retry-After` says."
    retry_after = 1


class IdempotencyKeyReusedError(UnprocessableError):
    """This `Idempotency-Key` came with another request before; take a new key."""

    error_code = "COM0012"
    title = "Idempotency-Key used before"
