"""Keyset positions: the cursor a client carries, and the condition it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.core import signing
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleLessThan,
    TupleLessThanOrEqual,
)
from django.db.models.lookups import Lookup

CURSOR_MAX_LENGTH = 2000
Ordering = tuple[str, ...]
Position = tuple[Any, ...]

# (descending, inclusive) -> the row comparison that keeps what follows.
FOLLOWING: dict[tuple[bool, bool], type[Lookup[Any]]] = {
    (False, False): TupleGreaterThan,
    (False, True): TupleGreaterThanOrEqual,
    (True, False): TupleLessThan,
    (True, True): TupleLessThanOrEqual,
}


class CursorError(Exception):
    """The text is no cursor of this list."""


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: next to `position`, on the side that `reverse` says.

    `inclusive` puts the row at `position` itself on the way. It is needed to turn round
    on an empty page, when the rows ahead went away in the meantime.
    """

    position: Position
    reverse: bool = False
    inclusive: bool = False

    def turned(self) -> Cursor:
        """Return the cursor of exactly the rows that lie the other way."""
        return replace(self, reverse=not self.reverse, inclusive=not self.inclusive)

    def encode(self, ordering: Ordering) -> str:
        """Return the signed text; only lists of the same ordering take it back."""
        flags = self.reverse + 2 * self.inclusive
        values = [flags, *map(_pack, self.position)]
        return _signer(ordering).sign_object(values, serializer=_Serializer)

    @classmethod
    def decode(cls, text: str, ordering: Ordering) -> Cursor:
        """Return the cursor that `encode` made.

        Raises:
            CursorError: the text was changed, or made for another ordering.
        """
        if len(text) > CURSOR_MAX_LENGTH:
            raise CursorError
        try:
            values = _signer(ordering).unsign_object(text, serializer=_Serializer)
        except signing.BadSignature as error:
            raise CursorError from error
        flags, *packed = values
        return cls(tuple(map(_unpack, packed)), bool(flags & 1), bool(flags & 2))


def reverse_ordering(ordering: Ordering) -> Ordering:
    """Return the same columns, each the other way."""
    return tuple(
        name.removeprefix("-") if name.startswith("-") else f"-{name}"
        for name in ordering
    )


def following(
    ordering: Ordering, position: Position, *, inclusive: bool
) -> Q | Lookup[Any]:
    """Return the condition that keeps the rows after `position` in `ordering`.

    Columns of one direction are compared as a row, `(a, b) < (x, y)`, which PostgreSQL
    answers by a range of a matching index. No column may be NULL in the rows.
    """
    names = [name.removeprefix("-") for name in ordering]
    directions = {name.startswith("-") for name in ordering}
    if len(directions) == 1 and len(names) > 1:
        lookup = FOLLOWING[directions.pop(), inclusive]
        columns: Sequence[Combinable] = [F(name) for name in names]
        return lookup(Tuple(*columns), position)
    condition = _column_by_column(ordering, position, inclusive=inclusive)
    # Implied by the rest, but only this form limits the range of an index.
    return Q(_comparison(ordering[0], position[0], inclusive=True)) & condition


def _column_by_column(ordering: Ordering, position: Position, *, inclusive: bool) -> Q:
    first, value = ordering[0], position[0]
    if len(ordering) == 1:
        return _comparison(first, value, inclusive=inclusive)
    rest = _column_by_column(ordering[1:], position[1:], inclusive=inclusive)
    same = Q(**{first.removeprefix("-"): value})
    return _comparison(first, value, inclusive=False) | (same & rest)


def _comparison(name: str, value: Any, *, inclusive: bool) -> Q:
    operator = "lt" if name.startswith("-") else "gt"
    return Q(**{f"{name.removeprefix('-')}__{operator}{'e' * inclusive}": value})


class _Serializer:
    """orjson for `signing`: shorter than its own for text that is not ASCII."""

    def dumps(self, obj: Any) -> bytes:
        return orjson.dumps(obj)

    def loads(self, data: bytes) -> Any:
        return orjson.loads(data)


def _signer(ordering: Ordering) -> signing.Signer:
    # A dot needs no escape in a URL, unlike the default colon.
    return signing.Signer(sep=".", salt=f"common.api.keyset:{','.join(ordering)}")


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"t{value.isoformat()}"
    if isinstance(value, date):
        return f"d{value.isoformat()}"
    if isinstance(value, UUID):
        return f"u{value.hex}"
    if isinstance(value, str):
        return f"s{value}"
    if isinstance(value, int | float):
        return value
    message = f"A position cannot hold {value!r}; order by columns without NULL."
    raise TypeError(message)


def _unpack(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    kind, text = value[0], value[1:]
    if kind == "t":
        return datetime.fromisoformat(text)
    if kind == "d":
        return date.fromisoformat(text)
    return UUID(text) if kind == "u" else text
