"""Base of things that everybody may read and some may write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from typing_extensions import override

from common.api.preconditions import require_match, row_etag
from common.api.sparse import SparseSerializer
from common.api.throttles import (
    AnonThrottle,
    Blog2Throttle,
    UserThrottle,
    WriteThrottle,
)
from common.api.views import DetailView
from common.models import PublicModel
from common.selection import Selection

WRITABLE_THROTTLES: list[type[BaseThrottle]] = [
    AnonThrottle,
    UserThrottle,
    Blog2Throttle,
    WriteThrottle,
]


class EditableView(DetailView):
    """Base of one thing that is a single row to its editors.

    Callers with an account get its `ETag`, which every write wants back as `If-Match`;
    answers to everybody else are shared, and know nothing of editing. Rows have
    `public_id` and `updated_at` besides what was selected.
    """

    throttle_classes = WRITABLE_THROTTLES

    @override
    def serialize(self, row: Any) -> Any:
        if self.request.user.is_authenticated:
            self.headers["ETag"] = row_etag(row["public_id"], row["updated_at"])
        return super().serialize(row)

    def check_unchanged(self, row: PublicModel) -> None:
        """Go on only if the client has read this version of the (locked) row.

        Raises:
            rest_framework.exceptions.APIException: it names no version (428), or
            another one (412).
        """
        require_match(self.request, row_etag(row.public_id, row.updated_at))


def whole(serializer_class: type[SparseSerializer]) -> Selection:
    """Return the selection of every member, as writes answer it."""
    return Selection(frozenset(serializer_class().fields))


def answer(
    serializer_class: type[SparseSerializer], row: Mapping[str, Any]
) -> Response:
    """Answer a write with the whole thing as it is now, and its `ETag`."""
    headers = {"ETag": row_etag(row["public_id"], row["updated_at"])}
    return Response(serializer_class(row).data, headers=headers)


def answer_created(
    serializer_class: type[SparseSerializer], row: Mapping[str, Any], location: str
) -> Response:
    """Answer 201 with a new thing, its `ETag` and its address."""
    response = answer(serializer_class, row)
    response.status_code = 201
    response["Location"] = location
    return response
