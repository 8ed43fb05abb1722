"""The query parameters of the author endpoints."""

from __future__ import annotations

from author.api.v1.serializers.authors import (
    AuthorDetailSerializer,
    AuthorSummarySerializer,
)
from common.api.parameters import OneOfField, PageParameters
from common.api.sparse import SparseParameters

ORDERINGS = {
    "name": ("name", "public_id"),
    "-name": ("-name", "-public_id"),
    "post_count": ("post_count", "public_id"),
    "-post_count": ("-post_count", "-public_id"),
}


class AuthorListParameters(PageParameters, SparseParameters):
    """What narrows and orders the list of authors."""

    output_class = AuthorSummarySerializer

    ordering = OneOfField(ORDERINGS, default="name")


class AuthorDetailParameters(SparseParameters):
    """What cuts one author."""

    output_class = AuthorDetailSerializer
