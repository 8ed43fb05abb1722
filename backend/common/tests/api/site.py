"""A tiny site over the authors, as the apps will build theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect
from rest_framework import exceptions as drf_errors
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from author.models import Author
from common.api import errors
from common.api.description import DocsView, SchemaView
from common.api.keyset import Ordering
from common.api.parameters import OneOfField, PageParameters
from common.api.sparse import SparseParameters, SparseSerializer
from common.api.views import EndpointView, ListView, ReadView
from common.exceptions import (
    ConflictError,
    FieldError,
    ForbiddenError,
    GoneError,
    InvalidError,
    NotFoundError,
    PreconditionFailedError,
    PreconditionMissingError,
    RateLimitedError,
    UnprocessableError,
)
from common.selection import Selection

ORDERINGS: dict[str, Ordering] = {
    "name": ("name", "public_id"),
    "-name": ("-name", "-public_id"),
    "-post_count": ("-post_count", "name", "public_id"),
    "-created_at": ("-created_at", "-public_id"),
}


class LinkOut(serializers.Serializer[Any]):
    text = serializers.CharField()
    url = serializers.CharField()


class AuthorOut(SparseSerializer):
    relations = {"link": "links"}

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    links = LinkOut(many=True)


class AuthorListParameters(PageParameters, SparseParameters):
    output_class = AuthorOut

    ordering = OneOfField(ORDERINGS, default="name")
    min_posts = serializers.IntegerField(required=False)


class AuthorParameters(SparseParameters):
    output_class = AuthorOut


class AuthorListView(ListView):
    """The authors, by name."""

    parameters_class = AuthorListParameters
    serializer_class = AuthorOut

    @override
    def get_ordering(self) -> Ordering:
        return ORDERINGS[self.parameters["ordering"]]

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[Any, Any]:
        columns = {"id": "public_id"}
        rows: QuerySet[Any, Any] = Author.objects.filter(
            post_count__gte=parameters.get("min_posts", 0)
        )
        return rows.values(*(columns.get(name, name) for name in selection.members))


class AuthorDetailView(ReadView):
    """One author."""

    parameters_class = AuthorParameters
    serializer_class = AuthorOut

    def get(self, request: Request, author: str) -> Response:
        found = Author.objects.filter(slug=author).first()
        if found is None:
            raise MissingError
        return Response(AuthorOut(found, selection=self.selection).data)


class ClosedView(EndpointView):
    """What only members may change."""

    serializer_class = LinkOut

    def get(self, request: Request) -> Response:
        return Response({})

    def post(self, request: Request) -> Response:
        return Response({})


class MissingError(NotFoundError):
    error_code = "AUT9001"
    title = "No such author"


class GoneAwayError(GoneError):
    error_code = "AUT9002"
    title = "Gone"


class BusyError(ConflictError):
    error_code = "AUT9003"
    title = "Busy"


class ClosedError(ForbiddenError):
    error_code = "AUT9004"
    title = "Closed"


class WrongError(InvalidError):
    error_code = "AUT9005"
    title = "Wrong"


class OftenError(RateLimitedError):
    error_code = "AUT9006"
    title = "Too often"


class StaleError(PreconditionFailedError):
    error_code = "AUT9007"
    title = "Stale"


class UnversionedError(PreconditionMissingError):
    error_code = "AUT9008"
    title = "Which version?"


class SenselessError(UnprocessableError):
    error_code = "AUT9009"
    title = "Senseless"


class BodyIn(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=5)
    authors = serializers.ListField(child=serializers.UUIDField(), required=False)
    links = LinkOut(many=True, required=False)

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["title"] == "clash":
            raise serializers.ValidationError("The title clashes.", code="clash")
        return attrs


FAILURES: dict[str, Callable[[], Exception]] = {
    "not-found": MissingError,
    "gone": GoneAwayError,
    "conflict": lambda: BusyError("Two at once."),
    "forbidden": ClosedError,
    "invalid": lambda: WrongError(errors=(FieldError("/title", "same", "No."),)),
    "often": lambda: OftenError(retry_after=7),
    "stale": StaleError,
    "telling": lambda: StaleError(extra={"current_version": 3, "status": 1}),
    "unversioned": UnversionedError,
    "senseless": SenselessError,
    "http404": lambda: Http404("No Secret matches"),
    "denied": PermissionDenied,
    "drf-denied": drf_errors.PermissionDenied,
    "credential": lambda: drf_errors.AuthenticationFailed("Wrong token."),
    "throttled": lambda: drf_errors.Throttled(wait=2.5),
    "too-big": RequestDataTooBig,
    "database": lambda: OperationalError("host=secret"),
    "bug": lambda: KeyError("secret"),
    "teapot": lambda: Teapot("Short and stout."),
}


class Teapot(drf_errors.APIException):
    status_code = 418


class FailView(EndpointView):
    """Fails as it is told, to everybody."""

    permission_classes = [AllowAny]
    serializer_class = BodyIn

    def get(self, request: Request, failure: str) -> Response:
        error = FAILURES[failure]()
        raise error

    def post(self, request: Request, failure: str) -> Response:
        body = BodyIn(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(body.validated_data)


def plain_fail(request: HttpRequest, failure: str) -> HttpResponse:
    error = FAILURES[failure]()
    raise error


@csrf_protect
def protected(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


v1 = [
    path("authors/", AuthorListView.as_view(), name="author-list"),
    path("authors/<str:author>/", AuthorDetailView.as_view(), name="author-detail"),
    path("closed/", ClosedView.as_view(), name="closed"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(url_name="schema"), name="docs"),
]
urlpatterns = [
    path("api/v1/", include(v1), {"version": "v1"}),
    path("fail/v9/<str:failure>/", FailView.as_view(), {"version": "v9"}),
    path("fail/<str:failure>/", FailView.as_view()),
    path("api/plain/<str:failure>/", plain_fail),
    path("protected/", protected),
]
handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
