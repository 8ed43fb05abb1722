"""What can go wrong in the domain: a few kinds, each error with a code of its own.

No HTTP here; `common.api.errors` turns a kind into a status.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


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
    `title` (the same for every occurrence); `detail` says what happened this time.
    """

    error_code: ClassVar[str]
    title: ClassVar[str]

    def __init__(
        self, detail: str = "", *, errors: tuple[FieldError, ...] = ()
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = errors


class NotFoundError(DomainError):
    """There is no such thing, or its existence is none of the caller's business."""


class GoneError(DomainError):
    """It was here once and is not coming back by itself."""


class ConflictError(DomainError):
    """The request is fine, but not in the present state of things."""


class UnauthenticatedError(DomainError):
    """What was given to prove who asks does not prove it."""


class ForbiddenError(DomainError):
    """We know who asks, and they may not."""


class InvalidError(DomainError):
    """The input is wrong; `errors` says where."""


class RateLimitedError(DomainError):
    """Too often; `retry_after` is the number of seconds to wait."""

    def __init__(self, detail: str = "", *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
