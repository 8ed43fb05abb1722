"""Forgotten and changed passwords."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.throttles import AccountThrottle, PasswordResetThrottle
from common.api.views import EndpointView
from common.client_address import client_address
from custom_user.api.tokens import TokenView
from custom_user.api.v1.serializers.log_in import TokenSerializer
from custom_user.api.v1.serializers.passwords import (
    PasswordChangeBody,
    PasswordResetBody,
)
from custom_user.api.v1.serializers.registration import (
    AddressBody,
    OutcomeSerializer,
)
from custom_user.api.v1.views.answers import outcome_answer, token_answer
from custom_user.api.versioning import AccountVersioning
from custom_user.exceptions import (
    CredentialsInvalidError,
    LinkInvalidError,
    PasswordRefusedError,
    TooManyGuessesError,
)
from custom_user.services.passwords import (
    change_password,
    request_reset,
    reset_password,
)


class PasswordResetView(EndpointView):
    """Ask for a mail with a link to set a new password.

    It goes out if there is an account with this address, at most five times an hour;
    the answer does not tell.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [PasswordResetThrottle]

    @extend_schema(request=AddressBody, responses={202: OutcomeSerializer})
    def post(self, request: Request) -> Response:
        request_reset(**AddressBody.parse(request))
        return outcome_answer(
            "If there is an account, a mail with a link is on its way.", status=202
        )


class PasswordResetConfirmView(EndpointView):
    """Set a new password with the key of the link in the mail.

    A key works once and for an hour, and not after a log-in. All sessions end. The
    address counts as verified from now on; second factors are still asked for.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [PasswordResetThrottle]
    problems = [LinkInvalidError, PasswordRefusedError]

    @extend_schema(request=PasswordResetBody, responses={204: None})
    def post(self, request: Request) -> Response:
        body = PasswordResetBody.parse(request)
        reset_password(**body, address=client_address(request))
        return Response(status=204)


class PasswordChangeView(TokenView):
    """Change the password, and get a new token for this device.

    All sessions end, this one too; the answer opens a new one.
    """

    throttle_classes = [AccountThrottle]
    problems = [CredentialsInvalidError, TooManyGuessesError, PasswordRefusedError]

    @extend_schema(request=PasswordChangeBody, responses={200: TokenSerializer})
    def post(self, request: Request) -> Response:
        token, key = change_password(
            token=self.token,
            **PasswordChangeBody.parse(request),
            address=client_address(request),
            now=timezone.now(),
        )
        return token_answer(token, key)
