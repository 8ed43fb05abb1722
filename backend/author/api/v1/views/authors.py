"""Reading and writing authors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from typing_extensions import override

from author.api.v1.filters import (
    ORDERINGS,
    AuthorDetailParameters,
    AuthorListParameters,
)
from author.api.v1.serializers.authors import (
    AuthorDetailSerializer,
    AuthorSummarySerializer,
)
from author.api.v1.serializers.bodies import AuthorBody
from author.api.versioning import AuthorVersioning
from author.exceptions import (
    AuthorEmailTakenError,
    AuthorHasPostsError,
    AuthorNotFoundError,
    AuthorSlugTakenError,
)
from author.models import Author
from author.policies import (
    can_create_author,
    can_delete_author,
    can_edit_author,
)
from author.selectors import (
    find_author_by_any_slug,
    get_author,
    get_author_row,
    list_authors,
)
from author.services import create_author, remove_author, update_author
from common.api.editing import (
    WRITABLE_THROTTLES,
    EditableView,
    answer,
    answer_created,
    whole,
)
from common.api.keyset import Ordering
from common.api.preconditions import IF_MATCH
from common.api.views import ListView
from common.selection import Selection


class AuthorListView(ListView):
    """Everybody who has published, by name."""

    versioning_class = AuthorVersioning
    kind = "authors"
    throttle_classes = WRITABLE_THROTTLES
    parameters_class = AuthorListParameters
    serializer_class = AuthorSummarySerializer
    problems = [AuthorEmailTakenError, AuthorSlugTakenError]

    @override
    def get_ordering(self) -> Ordering:
        return ORDERINGS[self.parameters["ordering"]]

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        return list_authors(selection=selection, order_by=self.get_ordering())

    @extend_schema(request=AuthorBody, responses={201: AuthorDetailSerializer})
    def post(self, request: Request) -> Response:
        """Make a profile that belongs to no account. For editors.

        Without a `slug` one is made from the name.
        """
        if not can_create_author(actor=request.user):
            self.permission_denied(request)
        author = create_author(**AuthorBody.parse(request))
        location = reverse(
            "api:v1:author:author-detail",
            kwargs={"author": str(author.public_id)},
            request=request,
        )
        return answer_created(AuthorDetailSerializer, _whole(request, author), location)


class AuthorDetailView(EditableView):
    """One author, by id or slug. A former slug answers 301 to the current one.

    Accounts with a profile see their own before it has public posts, and editors all.
    """

    versioning_class = AuthorVersioning
    kind = "authors"
    parameters_class = AuthorDetailParameters
    serializer_class = AuthorDetailSerializer
    problems = [
        AuthorEmailTakenError,
        AuthorHasPostsError,
        AuthorNotFoundError,
        AuthorSlugTakenError,
    ]

    @override
    def get_row(self, key: str) -> Any:
        return get_author(self.request.user, key, selection=self.selection)

    @override
    def find_by_any_slug(self, slug: str) -> Mapping[str, Any] | None:
        return find_author_by_any_slug(slug, actor=self.request.user)

    @extend_schema(
        request=AuthorBody, parameters=[IF_MATCH], responses=AuthorDetailSerializer
    )
    def patch(self, request: Request, author: str) -> Response:
        """Change a profile: your own, or any as an editor.

        What is absent stays as it is. A former slug goes on leading here. Needs
        `If-Match`.
        """
        row = get_author_row(request.user, author)
        if not can_edit_author(actor=request.user, author=row):
            self.permission_denied(request)
        changes = AuthorBody.parse(request, partial=True)
        row = update_author(author=row, changes=changes, check=self.check_editable)
        return answer(AuthorDetailSerializer, _whole(request, row))

    @extend_schema(request=None, parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, author: str) -> Response:
        """Delete a profile nothing is signed with. Needs `If-Match`."""
        row = get_author_row(request.user, author)
        if not can_delete_author(actor=request.user):
            self.permission_denied(request)
        remove_author(author=row, check=self.check_unchanged)
        return Response(status=204)

    def check_editable(self, row: Author) -> None:
        """Ask again of the locked row: it may have changed hands meanwhile."""
        if not can_edit_author(actor=self.request.user, author=row):
            self.permission_denied(self.request)
        self.check_unchanged(row)


def _whole(request: Request, author: Author) -> dict[str, Any]:
    return get_author(
        request.user,
        str(author.public_id),
        selection=whole(AuthorDetailSerializer),
    )
