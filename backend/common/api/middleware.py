"""The net below the API: no HTML error leaves it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from rest_framework.response import Response

from common.api.error_codes import BAD_REQUEST, GENERAL_CODES, SERVER_ERROR
from common.api.problems import Problem, plain_response

GetResponse = Callable[[HttpRequest], HttpResponseBase]
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ProblemMiddleware:
    """Replaces HTML error pages under `/api/`: Django's DEBUG pages, plain views.

    The browsable API's pages are DRF responses and stay.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            response.status_code < 400
            or not request.path_info.startswith("/api/")
            or not response.get("Content-Type", "").startswith("text/html")
            or isinstance(response, Response)
        ):
            return response
        status = response.status_code
        fallback = SERVER_ERROR if status >= 500 else BAD_REQUEST
        entry = GENERAL_CODES.get(status, fallback)
        kept = {name: response[name] for name in KEPT_HEADERS if name in response}
        return plain_response(
            Problem(entry, headers=kept, other_status=status), request
        )
