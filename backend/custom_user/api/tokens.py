"""Views for whoever holds a device's token."""

from __future__ import annotations

from typing import ClassVar, cast

from django.utils import timezone
from rest_framework.request import Request
from typing_extensions import override

from common.api.views import EndpointView
from custom_user.api.versioning import AccountVersioning
from custom_user.exceptions import TokenMissingError
from custom_user.models import AuthToken, CustomUser
from custom_user.services.tokens import require_confirmation


class TokenView(EndpointView):
    """Base of endpoints about one's own account: a session's token is needed.

    `needs_confirmation` names the methods that want the password or a code, given to
    `/api/v1/auth/confirm/` within the last five minutes.
    """

    versioning_class = AccountVersioning
    token_methods = frozenset(map(str.upper, EndpointView.http_method_names))
    needs_confirmation: ClassVar[frozenset[str]] = frozenset()

    @property
    def token(self) -> AuthToken:
        """Return the token that the request came with."""
        return cast("AuthToken", self.request.auth)

    @property
    def user(self) -> CustomUser:
        """Return the account of the token."""
        return cast("CustomUser", self.request.user)

    @override
    def find_idempotency_caller(self, request: Request) -> str:
        # What is told here may be about this device alone, such as its new token.
        return self.token.idempotency_caller

    @override
    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        is_token = isinstance(request.auth, AuthToken)
        if request.method in self.token_methods and not is_token:
            raise TokenMissingError
        if request.method in self.needs_confirmation:
            self.check_confirmation(request)

    def check_confirmation(self, request: Request) -> None:
        """Let only a session go on that has lately proved who it is.

        Raises:
            TokenMissingError: it is none of a device.
            ConfirmationMissingError: it has not, or too long ago.
        """
        if not isinstance(request.auth, AuthToken):
            raise TokenMissingError
        require_confirmation(token=request.auth, now=timezone.now())
