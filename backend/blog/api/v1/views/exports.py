"""Tables for staff."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from typing_extensions import override

from blog.api.versioning import BlogVersioning
from blog.policies.posts import can_export_posts
from blog.selectors.exports import iterate_posts
from common.api.throttles import AnonThrottle, Blog2Throttle, UserThrottle
from common.api.views import EndpointView
from common.site import absolute_url, path_of

# Spreadsheets take a cell that begins so for a formula, which can send data away.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HEADER = (
    "id",
    "slug",
    "url",
    "title",
    "state",
    "visibility",
    "language",
    "authors",
    "tags",
    "series",
    "published_at",
    "updated_at",
    "word_count",
)
ROWS_PER_PIECE = 100
BYTE_ORDER_MARK = "\ufeff"


class CSVRenderer(BaseRenderer):
    """The format of tables; the view writes them itself, piece by piece."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    @override
    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return b"" if data is None else str(data).encode()


class PostExportView(EndpointView):
    """All posts that are not in the trash as a table, for staff who may see each.

    UTF-8 with a byte order mark, for spreadsheets; the first line names the columns.
    Several names in a cell are joined by `; `. Cells that a spreadsheet would take for
    a formula begin with an apostrophe.
    """

    versioning_class = BlogVersioning
    kind = "posts"
    throttle_classes = [AnonThrottle, UserThrottle, Blog2Throttle]
    renderer_classes = [CSVRenderer]

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request) -> StreamingHttpResponse:
        if not can_export_posts(actor=request.user):
            self.permission_denied(request)
        name = f"posts-{timezone.now().date().isoformat()}.csv"
        # Nobody reads what HEAD would make.
        posts = iter(()) if request.method == "HEAD" else iterate_posts()
        return StreamingHttpResponse(
            _lines(map(_cells, posts)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    piece = StringIO()
    piece.write(BYTE_ORDER_MARK)
    writer = csv.writer(piece)
    writer.writerow(HEADER)
    for number, row in enumerate(rows, start=1):
        writer.writerow(map(_harmless, row))
        if number % ROWS_PER_PIECE == 0:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()


def _cells(post: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        str(post["public_id"]),
        post["slug"],
        absolute_url(path_of("post", post["slug"])),
        post["title"],
        post["state"],
        post["visibility"],
        post["language"],
        "; ".join(post["author_names"]),
        "; ".join(post["tag_names"]),
        "; ".join(post["series_titles"]),
        _time(post["published_at"]),
        _time(post["updated_at"]),
        str(post["word_count"]),
    )


def _time(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
