"""Second factors of one's own account."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.bodies import NullBody
from common.api.throttles import AccountThrottle
from custom_user.api.tokens import TokenView
from custom_user.api.v1.serializers.factors import (
    FactorsChangedSerializer,
    FactorsSerializer,
    TotpBody,
    TotpSetupSerializer,
)
from custom_user.api.v1.serializers.log_in import TokenSerializer
from custom_user.api.v1.views.answers import token_answer
from custom_user.api.v1.views.factor_answers import factors_changed_answer
from custom_user.exceptions import (
    AddressUnverifiedError,
    ChallengeInvalidError,
    CodeInvalidError,
    ConfirmationMissingError,
    FactorExistsError,
    FactorMissingError,
    FactorNotFoundError,
    LastWayInError,
)
from custom_user.selectors.factors import count_recovery_codes, list_factors
from custom_user.services.factors.sessions import (
    drop_factor,
    replace_recovery_codes,
    turn_on_totp,
)
from custom_user.services.factors.totp import begin_totp


class FactorsView(TokenView):
    """The second factors of the account, oldest first."""

    throttle_classes = [AccountThrottle]

    @extend_schema(responses={200: FactorsSerializer})
    def get(self, _request: Request) -> Response:
        shown = {
            "factors": list_factors(self.user),
            "recovery_codes_left": count_recovery_codes(self.user),
        }
        return Response(FactorsSerializer(shown).data)


class FactorView(TokenView):
    """Remove a second factor; with the last one, the recovery codes go as well.

    Every session of the account ends. The answer is a new token for this device.
    Needs a confirmation at `/api/v1/auth/confirm/`.
    """

    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"DELETE"})
    problems = [
        AddressUnverifiedError,
        ConfirmationMissingError,
        FactorNotFoundError,
        LastWayInError,
    ]

    @extend_schema(responses={200: TokenSerializer})
    def delete(self, _request: Request, factor: str) -> Response:
        changed = drop_factor(token=self.token, factor=factor, now=timezone.now())
        return token_answer(changed.token, changed.key)


class TotpView(TokenView):
    """Begin to set up an authenticator app.

    Nothing changes before a code of the app has come to
    `/api/v1/me/factors/totp/confirm/`.
    """

    throttle_classes = [AccountThrottle]
    problems = [AddressUnverifiedError, FactorExistsError]

    @extend_schema(request=NullBody, responses={200: TotpSetupSerializer})
    def post(self, request: Request) -> Response:
        NullBody.parse(request)
        setup = begin_totp(user=self.user)
        return Response(TotpSetupSerializer(setup).data)


class TotpConfirmView(TokenView):
    """Turn the authenticator app on, with a code that it shows.

    Every session of the account ends. The answer has a new token for this device, and
    the recovery codes if these are the first. Needs a confirmation at
    `/api/v1/auth/confirm/`.
    """

    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"POST"})
    problems = [
        AddressUnverifiedError,
        ChallengeInvalidError,
        CodeInvalidError,
        ConfirmationMissingError,
        FactorExistsError,
    ]

    @extend_schema(request=TotpBody, responses={201: FactorsChangedSerializer})
    def post(self, request: Request) -> Response:
        body = TotpBody.parse(request)
        changed = turn_on_totp(token=self.token, **body, now=timezone.now())
        return factors_changed_answer(changed)


class RecoveryCodesView(TokenView):
    """Make new recovery codes; those before stop working.

    Every session of the account ends. The answer has a new token for this device.
    Needs a confirmation at `/api/v1/auth/confirm/`.
    """

    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"POST"})
    problems = [AddressUnverifiedError, ConfirmationMissingError, FactorMissingError]

    @extend_schema(request=NullBody, responses={201: FactorsChangedSerializer})
    def post(self, request: Request) -> Response:
        NullBody.parse(request)
        changed = replace_recovery_codes(token=self.token, now=timezone.now())
        return factors_changed_answer(changed)
