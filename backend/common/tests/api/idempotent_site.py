"""A tiny site whose POST makes one row, and what may go wrong meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.urls import path
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.throttles import AnonThrottle, UserThrottle
from common.api.views import EndpointView
from common.exceptions import ConflictError
from common.models import KeyValueStore


class TakenError(ConflictError):
    """The name is taken."""

    error_code = "COM9001"
    title = "Taken"


def nothing() -> None:
    """Do nothing between the work and the answer."""


class RowView(EndpointView):
    """Makes a row with a secret in the answer."""

    permission_classes = [AllowAny]
    throttle_classes = [AnonThrottle, UserThrottle]
    # Called between the work and the answer.
    then: ClassVar[Callable[[], Any]] = staticmethod(nothing)

    def get(self, request: Request, name: str = "") -> Response:
        return Response({"at": uuid.uuid4()})

    def patch(self, request: Request, name: str = "") -> Response:
        return self.get(request)

    def post(self, request: Request, name: str = "") -> Response:
        with transaction.atomic():
            row = KeyValueStore.objects.create(key=str(uuid.uuid4()))
        type(self).then()
        return Response(
            {"id": row.key, "secret": "correct horse", "name": name},
            status=201,
            headers={"Location": f"/rows/{row.key}/", "ETag": f'"{row.key}"'},
        )


class ClosedView(RowView):
    """The same for those with an account."""

    permission_classes = [IsAuthenticated]


class CarelessView(EndpointView):
    """Lets the database say that a name is taken, outside of any transaction."""

    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        try:
            KeyValueStore.objects.create(key="the same")
        except IntegrityError as error:
            raise TakenError from error
        return Response(None, status=204)


urlpatterns = [
    path("rows/", RowView.as_view()),
    path("rows/<str:name>/", RowView.as_view()),
    path("closed/", ClosedView.as_view()),
    path("careless/", CarelessView.as_view()),
]
