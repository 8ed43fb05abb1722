"""Bases of the endpoints."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.cache import patch_vary_headers
from rest_framework.permissions import SAFE_METHODS, AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from typing_extensions import override

from common.api.idempotency import IdempotentView
from common.api.keyset import Ordering
from common.api.pagination import KeysetPagination
from common.api.parameters import NullParameters, PageParameters, QueryParameters
from common.api.permissions import WithinScope
from common.api.redirects import redirect_to_current
from common.api.sparse import SparseSerializer
from common.api.throttles import (
    AnonThrottle,
    Blog2Throttle,
    UserThrottle,
)
from common.exceptions import DomainError, NotFoundError
from common.selection import Selection


class EndpointView(IdempotentView):
    """Base of every endpoint, closed unless it opens itself.

    Query parameters are parsed after authentication and permission and before the
    handler, so a wrong one is a 400 even where the thing asked for does not exist.
    GET and HEAD take `parameters_class`; writes take none. `problems` names the domain
    errors an endpoint may answer, for the schema, and `method_problems` adds those of
    one method. `kind` is the kind of things it is about, which the scopes of API keys
    name; without one no key is let in. `token_methods` are closed to all but the token
    of a session. What depends on who asks is never stored by a cache.
    """

    kind: ClassVar[str | None] = None
    parameters_class: ClassVar[type[QueryParameters]] = NullParameters
    problems: ClassVar[Sequence[type[DomainError]]] = ()
    method_problems: ClassVar[Mapping[str, Sequence[type[DomainError]]]] = {}
    token_methods: ClassVar[frozenset[str]] = frozenset()
    parameters: dict[str, Any]
    selection: Selection

    @override
    def get_permissions(self) -> Sequence[Any]:
        return [WithinScope(), *super().get_permissions()]

    @override
    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        # What a stranger was told must not be told to whoever shows a credential.
        patch_vary_headers(response, ["Authorization", "Cookie"])
        if response.status_code == 401 or self._depends_on_who_asks(request):
            response["Cache-Control"] = "private, no-store"
        return response

    def _depends_on_who_asks(self, request: Request) -> bool:
        is_open = AllowAny in self.permission_classes
        if not is_open or request.method not in SAFE_METHODS:
            return True
        try:
            return request.user.is_authenticated
        except DatabaseError:
            # The database was lost while it was asked who this is.
            return True

    @override
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if any("\0" in str(value) for value in kwargs.values()):
            # PostgreSQL cannot even look for it, so nothing is named by it.
            raise Http404
        # Handlers take what identifies the thing; the version is on the request.
        self.kwargs.pop("version", None)
        if request.method in self.allowed_methods and request.method != "OPTIONS":
            reads = request.method in {"GET", "HEAD"}
            parameters_class = self.parameters_class if reads else NullParameters
            self.parameters = parameters_class.parse(request)
            self.selection = self.parameters.pop("selection", Selection())


class ReadView(EndpointView):
    """Base of what everyone may read; to write, if it can be, takes an account."""

    permission_classes = [AllowAny]
    throttle_classes = [AnonThrottle, UserThrottle, Blog2Throttle]

    @override
    def get_permissions(self) -> Sequence[Any]:
        permissions = super().get_permissions()
        method = self.request.method
        is_write = method not in SAFE_METHODS and method in self.allowed_methods
        return [*permissions, IsAuthenticated()] if is_write else permissions


class ListView(ReadView, ABC):
    """Base of lists: a selector gives the rows, the ordering makes pages of them.

    The rows are a queryset of dicts (`values`) or of models, without an order and not
    grouped; the last column of `ordering` is unique.
    """

    parameters_class: ClassVar[type[QueryParameters]] = PageParameters
    pagination_class: ClassVar[type[KeysetPagination]] = KeysetPagination
    serializer_class: ClassVar[type[BaseSerializer[Any]]]
    ordering: ClassVar[Ordering]

    @abstractmethod
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        """Return everything the list may show, from a selector."""

    def get_ordering(self) -> Ordering:
        """Return the columns to order by; override it where `?ordering=` is offered."""
        return self.ordering

    def get(self, request: Request) -> Response:
        paginator = self.pagination_class()
        rows = self.get_rows(self.parameters, self.selection)
        page = paginator.paginate_queryset(rows, request, self)
        return paginator.get_paginated_response(self.serialize_many(page))

    def serialize_many(self, items: Sequence[Any]) -> Any:
        """Return the items as they go out."""
        # Without `selection` among the parameters nothing was chosen, so all goes out.
        options: dict[str, Any] = {"context": {"request": self.request}}
        if (
            issubclass(self.serializer_class, SparseSerializer)
            and self.selection.members
        ):
            options["selection"] = self.selection
        return self.serializer_class(items, many=True, **options).data


class DetailView(ReadView, ABC):
    """Base of one thing, named in the path by public id or slug.

    A former slug answers 301 to the current one, parameters kept.
    """

    serializer_class: ClassVar[type[SparseSerializer]]

    @abstractmethod
    def get_row(self, key: str) -> Any:
        """Return the thing, from a selector that raises a `NotFoundError`."""

    @abstractmethod
    def find_by_any_slug(self, slug: str) -> Mapping[str, Any] | None:
        """Return the `slug` that who has or had this one has now."""

    def get(self, request: Request, **path: str) -> Response:
        ((name, key),) = path.items()
        try:
            row = self.get_row(key)
        except NotFoundError:
            current = self.find_by_any_slug(key)
            if current is None:
                raise
            return redirect_to_current(request, **{name: current["slug"]})
        return Response(self.serialize(row))

    def serialize(self, row: Any) -> Any:
        """Return the thing as it goes out."""
        return self.serializer_class(row, selection=self.selection).data
