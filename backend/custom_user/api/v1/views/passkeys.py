"""Passkeys: adding them, and logging in by one."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.bodies import NullBody
from common.api.throttles import AccountThrottle, LoginThrottle
from common.api.views import EndpointView
from common.client_address import client_address
from custom_user.api.tokens import TokenView
from custom_user.api.v1.serializers.factors import (
    FactorsChangedSerializer,
    PasskeyBody,
    PasskeyLoginBody,
    PasskeyOptionsSerializer,
)
from custom_user.api.v1.serializers.log_in import TokenSerializer
from custom_user.api.v1.views.answers import token_answer
from custom_user.api.v1.views.factor_answers import (
    factors_changed_answer,
    passkey_options_answer,
)
from custom_user.api.versioning import AccountVersioning
from custom_user.exceptions import (
    AddressUnverifiedError,
    ChallengeInvalidError,
    CodeInvalidError,
    ConfirmationMissingError,
    FactorExistsError,
    PasskeyLimitError,
    PasskeyRefusedError,
    SessionEndedError,
)
from custom_user.services.factors.passkeys import begin_passkey
from custom_user.services.factors.sessions import register_passkey
from custom_user.services.passkey_log_in import (
    begin_passkey_log_in,
    log_in_by_passkey,
)


class PasskeyOptionsView(TokenView):
    """Begin to add a passkey: the answer is what the browser needs to make one.

    Give `options` to `navigator.credentials.create`, and what comes back to
    `/api/v1/me/factors/passkeys/` with the `challenge`, within ten minutes.
    Needs a confirmation at `/api/v1/auth/confirm/`.
    """

    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"POST"})
    problems = [AddressUnverifiedError, ConfirmationMissingError, PasskeyLimitError]

    @extend_schema(request=NullBody, responses={200: PasskeyOptionsSerializer})
    def post(self, request: Request) -> Response:
        NullBody.parse(request)
        return passkey_options_answer(*begin_passkey(user=self.user))


class PasskeysView(TokenView):
    """Add a passkey: a second factor, and a way to log in without a password.

    Every session of the account ends. The answer has a new token for this device, and
    the recovery codes if these are the first. Needs a confirmation at
    `/api/v1/auth/confirm/`.
    """

    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"POST"})
    problems = [
        AddressUnverifiedError,
        ChallengeInvalidError,
        ConfirmationMissingError,
        FactorExistsError,
        PasskeyLimitError,
        PasskeyRefusedError,
    ]

    @extend_schema(request=PasskeyBody, responses={201: FactorsChangedSerializer})
    def post(self, request: Request) -> Response:
        body = PasskeyBody.parse(request)
        changed = register_passkey(token=self.token, **body, now=timezone.now())
        return factors_changed_answer(changed)


class PasskeyLoginOptionsView(EndpointView):
    """Begin a log-in by passkey alone: the answer is what the browser needs to ask one.

    Give `options` to `navigator.credentials.get`, and what comes back to
    `/api/v1/auth/login/passkey/` with the `challenge`, within ten minutes.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [LoginThrottle]

    @extend_schema(request=NullBody, responses={200: PasskeyOptionsSerializer})
    def post(self, request: Request) -> Response:
        NullBody.parse(request)
        return passkey_options_answer(*begin_passkey_log_in())


class PasskeyLoginView(EndpointView):
    """Log in by passkey alone; it stands for the password and the second factor.

    `challenge` is that of `/api/v1/auth/login/passkey/options/`, and works once.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [LoginThrottle]
    problems = [
        AddressUnverifiedError,
        ChallengeInvalidError,
        CodeInvalidError,
        SessionEndedError,
    ]

    @extend_schema(request=PasskeyLoginBody, responses={200: TokenSerializer})
    def post(self, request: Request) -> Response:
        logged_in = log_in_by_passkey(
            **PasskeyLoginBody.parse(request),
            address=client_address(request),
            now=timezone.now(),
        )
        return token_answer(logged_in.token, logged_in.key)
