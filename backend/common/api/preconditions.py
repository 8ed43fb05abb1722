"""`If-Match`: a write says which version of a thing it was made from."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from common.api.error_codes import PRECONDITION_FAILED, PRECONDITION_MISSING
from common.api.problems import ProblemError

# More digits than a version has would only cost time.
VERSION = re.compile(r"[0-9]{1,10}")
# For `@extend_schema(parameters=[IF_MATCH])`; 412 and 428 come along.
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` of the version that the change was made from, or `*`.",
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def row_etag(public_id: UUID, updated_at: datetime) -> str:
    """Return the strong validator of a row: another one after every change."""
    return f'"{public_id}.{(updated_at - EPOCH) // timedelta(microseconds=1)}"'


def version_etag(public_id: UUID, version: int) -> str:
    """Return the strong validator of what counts its own versions, such as a post."""
    return f'"{public_id}.{version}"'


def stated_version(request: Request, *, public_id: UUID, current: int) -> int:
    """Return the version of a thing that a write was made from; `*` means any.

    The answer may be older than `current`, and the caller decides what that means.

    Raises:
        ProblemError: 428 without `If-Match`, 412 where it names no version there was.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise ProblemError(PRECONDITION_MISSING)
    if header.strip() == "*":
        return current
    # Proxies that compress make a tag weak; ours names one version all the same.
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    numbers = [tag[1:-1].removeprefix(f"{public_id}.") for tag in tags if tag[1:-1]]
    versions = {int(number) for number in numbers if VERSION.fullmatch(number)}
    known = {version for version in versions if 0 < version <= current}
    if not known:
        raise ProblemError(PRECONDITION_FAILED)
    return max(known)


def require_match(request: Request, etag: str) -> None:
    """Let a write go on that was made from the version of `etag`, or from any (`*`).

    Raises:
        ProblemError: 428 without `If-Match`, 412 where it names other versions.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise ProblemError(PRECONDITION_MISSING)
    if header.strip() != "*" and etag not in map(str.strip, header.split(",")):
        raise ProblemError(PRECONDITION_FAILED)
