"""Pages of lists: by cursor for a walk, by number for sites that show numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

from django.conf import settings
from django.db.models import F
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from typing_extensions import override

from common.api.error_codes import INVALID_CURSOR, NO_SUCH_PAGE, PAGE_TOO_DEEP
from common.api.keyset import (
    Cursor,
    CursorError,
    Ordering,
    Position,
    following,
    reverse_ordering,
)
from common.api.problems import ProblemError
from common.exceptions import FieldError


class ListsRows(Protocol):
    """What a view offers to be paged; `parameters` come from `PageParameters`."""

    parameters: dict[str, Any]

    def get_ordering(self) -> Ordering:
        """Return the columns; the last one unique, none of them NULL in any row."""


class KeysetPagination(BasePagination):
    """One statement per page by cursor; a COUNT more by number.

    A walk meets each row that stays exactly once, whatever others write meanwhile,
    provided that the columns of the ordering do not change.
    """

    request: Request
    envelope: dict[str, Any]

    @override
    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any]:
        self.request = request
        listing: ListsRows = view
        ordering, parameters = listing.get_ordering(), listing.parameters
        size: int = parameters["page_size"]
        if "page" in parameters:
            rows = queryset.order_by(*ordering)
            return self._numbered(rows, parameters["page"], size)
        return self._by_cursor(queryset, ordering, parameters.get("cursor", ""), size)

    @override
    def get_paginated_response(self, data: Any) -> Response:
        return Response({**self.envelope, "results": data})

    @override
    def get_schema_operation_parameters(self, view: Any) -> list[Any]:
        # The view's PageParameters are documented with its other parameters.
        return []

    @override
    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        numbered = {"type": "integer", "description": "Only with `page`."}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The next page; null on the last."},
                "previous": {**link, "description": "Null on the first page."},
                "count": numbered,
                "total_pages": numbered,
                "results": schema,
            },
        }

    def _by_cursor(
        self, queryset: Any, ordering: Ordering, text: str, size: int
    ) -> list[Any]:
        cursor = _decode(text, ordering) if text else None
        reverse = cursor is not None and cursor.reverse
        direction = reverse_ordering(ordering) if reverse else ordering
        rows = queryset
        if cursor:
            rows = rows.filter(
                following(direction, cursor.position, inclusive=cursor.inclusive)
            )
        # The client may not have asked for the columns that make up the position.
        columns = {
            alias: F(name.removeprefix("-"))
            for alias, name in zip(_aliases(ordering), ordering, strict=True)
        }
        rows = rows.annotate(**columns).order_by(*direction)
        found = list(rows[: size + 1])
        has_more = len(found) > size
        page = found[:size]
        if reverse:
            page.reverse()
        positions = [_take_position(row, ordering) for row in page]
        links = _neighbours(positions, cursor, has_more=has_more)
        self.envelope = {
            name: self._link("cursor", link.encode(ordering)) if link else None
            for name, link in zip(("next", "previous"), links, strict=True)
        }
        return page

    def _numbered(self, rows: Any, page: int, size: int) -> list[Any]:
        deepest = settings.PAGE_NUMBER_MAX_ITEMS // size
        if page > deepest:
            detail = f"Numbered pages of {size} end at {deepest}; use `cursor` instead."
            errors = (FieldError("?page", "max_value", detail),)
            raise ProblemError(PAGE_TOO_DEEP, detail, errors=errors)
        count = rows.order_by().count()
        total = math.ceil(count / size)
        if page > max(total, 1):
            detail = f"There is no page {page}; the last one is {max(total, 1)}."
            raise ProblemError(NO_SUCH_PAGE, detail)
        last = min(total, deepest)
        self.envelope = {
            "count": count,
            "total_pages": total,
            "next": self._link("page", page + 1) if page < last else None,
            "previous": self._link("page", page - 1) if page > 1 else None,
        }
        return list(rows[(page - 1) * size : page * size])

    def _link(self, name: str, value: object) -> str:
        url = self.request.build_absolute_uri()
        return replace_query_param(remove_query_param(url, name), name, value)


def _neighbours(
    positions: Sequence[Position], cursor: Cursor | None, *, has_more: bool
) -> tuple[Cursor | None, Cursor | None]:
    """Return the cursors of the next and the previous page."""
    if not positions:
        # Nothing lies ahead; what does lies the other way.
        back = cursor.turned() if cursor else None
        return (back, None) if back and not back.reverse else (None, back)
    reverse = cursor is not None and cursor.reverse
    more_after, more_before = (True, has_more) if reverse else (has_more, bool(cursor))
    return (
        Cursor(positions[-1]) if more_after else None,
        Cursor(positions[0], reverse=True) if more_before else None,
    )


def _decode(text: str, ordering: Ordering) -> Cursor:
    try:
        return Cursor.decode(text, ordering)
    except CursorError as error:
        detail = "The cursor was changed or belongs to a list of another ordering."
        errors = (FieldError("?cursor", "invalid", detail),)
        raise ProblemError(INVALID_CURSOR, detail, errors=errors) from error


def _aliases(ordering: Ordering) -> list[str]:
    return [f"page_position_{number}" for number in range(len(ordering))]


def _take_position(row: Any, ordering: Ordering) -> Position:
    if isinstance(row, dict):
        return tuple(row.pop(alias) for alias in _aliases(ordering))
    return tuple(getattr(row, alias) for alias in _aliases(ordering))
