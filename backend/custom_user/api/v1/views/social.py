"""Logging in by an account at another site."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.throttles import AccountThrottle, LoginThrottle
from common.api.views import EndpointView, ReadView
from common.client_address import client_address
from custom_user.api.tokens import TokenView
from custom_user.api.v1.serializers.log_in import SecondStepSerializer, TokenSerializer
from custom_user.api.v1.serializers.social import (
    ConnectionsSerializer,
    ProvidersSerializer,
    SocialLoginBody,
    SocialProofBody,
)
from custom_user.api.v1.views.answers import log_in_answer
from custom_user.api.versioning import AccountVersioning
from custom_user.exceptions import (
    AccountDisabledError,
    AddressUnverifiedError,
    ConfirmationMissingError,
    ConnectionTakenError,
    LastWayInError,
    ProviderNotFoundError,
    SessionEndedError,
    SocialLoginFailedError,
)
from custom_user.selectors.social import list_connections
from custom_user.services.social.accounts import disconnect
from custom_user.services.social.identity import Proof
from custom_user.services.social.log_in import (
    connect_by_provider,
    log_in_by_provider,
)
from custom_user.services.social.providers import list_providers


class ProvidersView(ReadView):
    """The sites whose accounts open accounts here, with what a log-in there needs."""

    versioning_class = AccountVersioning

    @extend_schema(responses={200: ProvidersSerializer})
    def get(self, _request: Request) -> Response:
        return Response(ProvidersSerializer({"providers": list_providers()}).data)


class SocialLoginView(EndpointView):
    """Log in by what a provider gave to your app.

    A `code` is redeemed by this server, with the `redirect_uri` and the PKCE
    `code_verifier` it was asked for with. Google and Apple may give an `id_token`
    instead, which works once, and Facebook either token. The account is the one that
    is connected to the provider's, or has the address that the provider has verified;
    if there is none, one is made. 200 and 202 mean what they mean at
    `/api/v1/auth/login/`.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [LoginThrottle]
    problems = [
        AccountDisabledError,
        AddressUnverifiedError,
        SessionEndedError,
        ProviderNotFoundError,
        SocialLoginFailedError,
    ]

    @extend_schema(
        request=SocialLoginBody,
        responses={200: TokenSerializer, 202: SecondStepSerializer},
    )
    def post(self, request: Request, provider: str) -> Response:
        body = SocialLoginBody.parse(request)
        outcome = log_in_by_provider(
            provider=provider,
            device_name=body.pop("device_name"),
            proof=Proof(**body),
            address=client_address(request),
            now=timezone.now(),
        )
        return log_in_answer(outcome)


class ConnectionsView(TokenView):
    """The providers by which the account can be opened."""

    throttle_classes = [AccountThrottle]

    @extend_schema(responses={200: ConnectionsSerializer})
    def get(self, _request: Request) -> Response:
        shown = {"connections": list_connections(self.user)}
        return Response(ConnectionsSerializer(shown).data)


class ConnectionView(TokenView):
    """A provider by which the account can be opened, or shall be."""

    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"POST", "DELETE"})
    problems = [ConfirmationMissingError, ProviderNotFoundError]
    method_problems = {
        "POST": [
            AddressUnverifiedError,
            ConnectionTakenError,
            SocialLoginFailedError,
        ],
        "DELETE": [LastWayInError],
    }

    @extend_schema(request=SocialProofBody, responses={204: None})
    def post(self, request: Request, provider: str) -> Response:
        """Connect the account to one at a provider, to log in by from now on.

        Takes what a log-in by the provider takes. Needs a confirmation at
        `/api/v1/auth/confirm/`.
        """
        connect_by_provider(
            user=self.user,
            provider=provider,
            proof=Proof(**SocialProofBody.parse(request)),
            now=timezone.now(),
        )
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    def delete(self, _request: Request, provider: str) -> Response:
        """Disconnect a provider; the last way into an account stays.

        Needs a confirmation at `/api/v1/auth/confirm/`.
        """
        disconnect(user=self.user, provider=provider)
        return Response(status=204)
