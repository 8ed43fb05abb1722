"""Who a request says it comes from: a device's token or a program's key."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.authentication import TokenScheme
from knox.auth import TokenAuthentication
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from typing_extensions import override

from custom_user.constants import PREFIX_OF_API_KEYS
from custom_user.models import ApiKey, AuthToken, CustomUser
from custom_user.selectors.credentials import find_api_key, find_token
from custom_user.services.api_keys import record_key_use
from custom_user.services.tokens import end_stolen_session, record_use

WRONG = "The credential is wrong, expired or revoked; log in again, or send none."


class CredentialAuthentication(TokenAuthentication):
    """`Authorization: Token <key>`, in one SQL statement.

    A header that is there and not good is always 401, never an anonymous reader, so
    that a client learns of it.
    """

    @override
    def authenticate(
        self, request: Request
    ) -> tuple[CustomUser, AuthToken | ApiKey] | None:
        header = get_authorization_header(request).split()
        if not header:
            return None
        if len(header) != 2 or header[0].lower() != b"token":
            raise AuthenticationFailed(WRONG)
        key = header[1].decode("latin-1")
        if key.startswith(PREFIX_OF_API_KEYS):
            return self._authenticate_api_key(key)
        return self._authenticate_token(request, key)

    def _authenticate_token(
        self, request: Request, key: str
    ) -> tuple[CustomUser, AuthToken]:
        now = timezone.now()
        token = find_token(key=key, now=now)
        if token is None:
            raise AuthenticationFailed(WRONG)
        if token.rotated_at is not None and not _is_retry(request, token):
            end_stolen_session(token=token)
            raise AuthenticationFailed(WRONG)
        if not token.user.is_active:
            raise AuthenticationFailed(WRONG)
        if token.rotated_at is None:
            record_use(token=token, now=now)
        return token.user, token

    def _authenticate_api_key(self, key: str) -> tuple[CustomUser, ApiKey]:
        now = timezone.now()
        api_key = find_api_key(key=key, now=now)
        if api_key is None or not api_key.owner.is_active:
            raise AuthenticationFailed(WRONG)
        record_key_use(api_key=api_key, now=now)
        return api_key.owner, api_key

    @override
    def authenticate_header(self, request: Request) -> str:
        return 'Token realm="api"'


def _is_retry(request: Request, token: AuthToken) -> bool:
    # Of a rotation whose answer, with the new token, got lost on the way.
    view: Any = request.parser_context.get("view")
    if not getattr(view, "takes_replaced_tokens", False):
        return False
    return bool(view.was_answered(request, token.idempotency_caller))


class CredentialScheme(TokenScheme):
    """How the schema names our tokens."""

    target_class = "custom_user.api.authentication.CredentialAuthentication"
    name = "token"

    @override
    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token <key>`, with a token of a log-in or an API key.",
        }
