"""Logging in, proving it again, and logging out."""

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
from custom_user.api.v1.serializers.log_in import (
    ConfirmBody,
    LoginBody,
    SecondFactorBody,
    SecondStepSerializer,
    TokenSerializer,
)
from custom_user.api.v1.views.answers import log_in_answer, token_answer
from custom_user.api.versioning import AccountVersioning
from custom_user.exceptions import (
    AccountDisabledError,
    AddressUnverifiedError,
    ChallengeInvalidError,
    CodeInvalidError,
    CredentialsInvalidError,
    SessionEndedError,
    TooManyGuessesError,
)
from custom_user.services.confirmation import confirm_by_code, confirm_by_password
from custom_user.services.log_in import (
    log_in,
    log_in_by_code,
    log_in_by_second_passkey,
)
from custom_user.services.tokens import end_all_sessions, end_session, rotate_token


class LoginView(EndpointView):
    """Log in by e-mail address or phone number and password.

    200 has a token for this device. 202 is for an account with a second factor: nobody
    is logged in yet, and `challenge` goes to `/api/v1/auth/login/second-factor/`
    within ten minutes. Unknown accounts and wrong passwords get the same answer in the
    same time. After too many wrong guesses, the account takes none for some minutes.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [LoginThrottle]
    problems = [
        CredentialsInvalidError,
        AccountDisabledError,
        AddressUnverifiedError,
        SessionEndedError,
        TooManyGuessesError,
    ]

    @extend_schema(
        request=LoginBody, responses={200: TokenSerializer, 202: SecondStepSerializer}
    )
    def post(self, request: Request) -> Response:
        outcome = log_in(
            **LoginBody.parse(request),
            address=client_address(request),
            now=timezone.now(),
        )
        return log_in_answer(outcome)


class SecondFactorView(EndpointView):
    """Finish a log-in that was answered with 202, by a code or a passkey.

    `code` is the authenticator app's or a recovery code, and each works once.
    `credential` is what `navigator.credentials.get` gave for `passkey_options`.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [LoginThrottle]
    problems = [
        ChallengeInvalidError,
        CodeInvalidError,
        SessionEndedError,
        TooManyGuessesError,
    ]

    @extend_schema(request=SecondFactorBody, responses={200: TokenSerializer})
    def post(self, request: Request) -> Response:
        body = SecondFactorBody.parse(request)
        answer = log_in_by_code if "code" in body else log_in_by_second_passkey
        logged_in = answer(**body, address=client_address(request), now=timezone.now())
        return token_answer(logged_in.token, logged_in.key)


class ConfirmView(TokenView):
    """Prove again who you are, by password or by a code of a second factor.

    For five minutes this session may then make the calls that need a confirmation,
    such as changing factors, address and API keys, or deleting the account. A new
    token that such a call answers with belongs to a new session, which needs a
    confirmation of its own.
    """

    throttle_classes = [AccountThrottle]
    problems = [CredentialsInvalidError, CodeInvalidError, TooManyGuessesError]

    @extend_schema(request=ConfirmBody, responses={204: None})
    def post(self, request: Request) -> Response:
        body = ConfirmBody.parse(request)
        confirm = confirm_by_code if "code" in body else confirm_by_password
        confirm(
            token=self.token,
            **body,
            address=client_address(request),
            now=timezone.now(),
        )
        return Response(status=204)


class TokenRotateView(TokenView):
    """Replace the token of this session by a new one.

    The old one is refused at once, and using it again ends the session, because then
    two parties have it: store the new token before you go on. Only the same call with
    the same `Idempotency-Key` may come again, for an app that did not get the answer.
    """

    takes_replaced_tokens = True
    throttle_classes = [AccountThrottle]
    problems = [SessionEndedError]

    @extend_schema(request=NullBody, responses={200: TokenSerializer})
    def post(self, request: Request) -> Response:
        NullBody.parse(request)
        return token_answer(*rotate_token(token=self.token, now=timezone.now()))


class LogoutView(TokenView):
    """Log this device out; its token is refused from now on."""

    throttle_classes = [AccountThrottle]

    @extend_schema(request=NullBody, responses={204: None})
    def post(self, request: Request) -> Response:
        NullBody.parse(request)
        end_session(user=self.user, session_id=self.token.session_id)
        return Response(status=204)


class LogoutAllView(TokenView):
    """Log out everywhere: on all devices, this one too, and in the admin."""

    throttle_classes = [AccountThrottle]

    @extend_schema(request=NullBody, responses={204: None})
    def post(self, request: Request) -> Response:
        NullBody.parse(request)
        end_all_sessions(user=self.user)
        return Response(status=204)
