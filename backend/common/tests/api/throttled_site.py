"""A tiny site with a view of each kind that throttles tell apart."""

from __future__ import annotations

from django.urls import path
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import throttles
from common.api.views import EndpointView, ReadView

STATUSES = {404: NotFound, 403: PermissionDenied}


class ListView(ReadView):
    """Posts."""

    throttle_classes = [
        throttles.AnonThrottle,
        throttles.UserThrottle,
        throttles.BlogThrottle,
    ]

    def get(self, request: Request) -> Response:
        return Response({})


class DetailView(ListView):
    """One post."""


class OtherView(ReadView):
    """Something else; says what it is told to say."""

    def get(self, request: Request, status: int = 200) -> Response:
        if status in STATUSES:
            raise STATUSES[status]
        return Response(None if status == 304 else {}, status=status)


class WriteView(OtherView):
    """Reads and writes."""

    throttle_classes = [throttles.AnonThrottle, throttles.WriteThrottle]

    def post(self, request: Request) -> Response:
        return Response({})


class DoorView(EndpointView):
    """A way in."""

    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        return Response({})


class ClosedView(EndpointView):
    """For those with an account."""

    throttle_classes = [throttles.AccountThrottle]

    def get(self, request: Request) -> Response:
        return Response({})


class LibraryView(APIView):
    """A view that is not ours, with a throttle of ours."""

    permission_classes = [AllowAny]
    throttle_classes = [throttles.LoginThrottle]

    def get(self, request: Request) -> Response:
        return Response({})


DOORS = {
    door.scope: door
    for door in (
        throttles.LoginThrottle,
        throttles.RegistrationThrottle,
        throttles.PasswordResetThrottle,
        throttles.VerificationThrottle,
    )
}
urlpatterns = [
    path("posts/", ListView.as_view()),
    path("posts/one/", DetailView.as_view()),
    path("other/", OtherView.as_view()),
    path("other/<int:status>/", OtherView.as_view()),
    path("write/", WriteView.as_view()),
    path("closed/", ClosedView.as_view()),
    path("library/", LibraryView.as_view()),
    *(
        path(f"{scope}/", DoorView.as_view(throttle_classes=[door]))
        for scope, door in DOORS.items()
    ),
]
