"""How we talk to the providers: briefly, and believing little."""

from __future__ import annotations

import io
import time
from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from requests.adapters import HTTPAdapter
from typing_extensions import override
from urllib3.exceptions import HTTPError

# Their answers are a few kilobytes.
MAX_BYTES = 512 * 1024


class ProviderAdapter(DefaultSocialAccountAdapter):
    """What django-allauth asks about providers, and how it reaches them."""

    @override
    def list_apps(
        self, request: Any, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        # From the environment alone: a row in the database switches nothing on.
        return [
            SocialApp(provider=name, **app)
            for name, configured in settings.SOCIALACCOUNT_PROVIDERS.items()
            for app in configured["APPS"]
            if provider in {None, name} and client_id in {None, app["client_id"]}
        ]

    @override
    def get_requests_session(self) -> requests.Session:
        session = requests.Session()
        for scheme in ("http://", "https://"):
            session.mount(scheme, BoundedTransport())
        return session


class BoundedTransport(HTTPAdapter):
    """Asks once, follows no redirect, and reads neither much nor for long.

    Raises `requests.RequestException` where an answer does not keep to that.
    """

    @override
    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        seconds = settings.SOCIALACCOUNT_REQUESTS_TIMEOUT
        deadline = time.monotonic() + seconds
        # A small answer that unpacks to a huge one is not asked for.
        request.headers["Accept-Encoding"] = "identity"
        response = super().send(
            request, *args, **kwargs | {"stream": True, "timeout": seconds}
        )
        with response:
            if 300 <= response.status_code < 400:
                # It would take the client secret somewhere else.
                raise requests.TooManyRedirects("The provider redirects.")
            body = _read(response, deadline)
        # What has been read stands in for the connection, which is closed.
        response.raw = io.BytesIO(body)
        return response


def _read(response: requests.Response, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        # Whatever there is at a time: a timeout bounds only the gaps between.
        while part := response.raw.read1(16 * 1024, decode_content=False):
            parts.append(part)
            size += len(part)
            if size > MAX_BYTES:
                raise requests.RequestException("The provider's answer is too long.")
            if time.monotonic() > deadline:
                raise requests.Timeout("The provider's answer takes too long.")
    except HTTPError as error:
        raise requests.ConnectionError("The provider's answer broke off.") from error
    return b"".join(parts)
