"""Sign-up, and the proof that an address is one's own."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.throttles import RegistrationThrottle, VerificationThrottle
from common.api.views import EndpointView
from custom_user.api.v1.serializers.registration import (
    AddressBody,
    LinkBody,
    OutcomeSerializer,
    RegistrationBody,
)
from custom_user.api.v1.views.answers import outcome_answer
from custom_user.api.versioning import AccountVersioning
from custom_user.exceptions import LinkInvalidError, PasswordRefusedError
from custom_user.services.registration import register
from custom_user.services.verification import (
    open_verification_link,
    send_verification,
)


class RegisterView(EndpointView):
    """Sign up by e-mail address and password.

    A link goes to the address; before it is opened, nobody can log in. The answer is
    the same whether there is an account with this address or not: if there is one, it
    does not change, and its holder gets a mail.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [RegistrationThrottle]
    problems = [PasswordRefusedError]

    @extend_schema(request=RegistrationBody, responses={202: OutcomeSerializer})
    def post(self, request: Request) -> Response:
        register(**RegistrationBody.parse(request), now=timezone.now())
        return outcome_answer("Look into your mail and open the link.", status=202)


class VerifyEmailView(EndpointView):
    """Take the key of the link in a mail: of a sign-up, or of a changed address.

    A key works once and for three days. After a changed address, all sessions of the
    account are over.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [VerificationThrottle]
    problems = [LinkInvalidError]

    @extend_schema(request=LinkBody, responses={200: OutcomeSerializer})
    def post(self, request: Request) -> Response:
        open_verification_link(**LinkBody.parse(request), now=timezone.now())
        return outcome_answer("The address is verified; you can log in.", status=200)


class VerifyEmailResendView(EndpointView):
    """Ask for another mail with a link, at most one a minute.

    It goes out if there is an account with this address that is not verified yet; the
    answer does not tell.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [VerificationThrottle]

    @extend_schema(request=AddressBody, responses={202: OutcomeSerializer})
    def post(self, request: Request) -> Response:
        send_verification(**AddressBody.parse(request))
        return outcome_answer(
            "If the address waits for it, a mail with a link is on its way.",
            status=202,
        )
