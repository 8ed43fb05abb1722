"""Who a request says it comes from."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import (
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from typing_extensions import override


class StrictSessionAuthentication(SessionAuthentication):
    """Sessions, and no other credential: an `Authorization` header is refused.

    Nobody has been given a token, so every one is wrong; and a wrong credential is
    always 401 and never an anonymous reader, so that a client learns of it.
    """

    @override
    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        if get_authorization_header(request):
            detail = "The credential is not valid; send none to read what is public."
            raise AuthenticationFailed(detail)
        return super().authenticate(request)

    @override
    def authenticate_header(self, request: Request) -> str:
        return 'Token realm="api"'
