"""The one error handler: whatever is raised becomes a problem document.

`handle_exception` serves DRF views; the views below serve Django, for what fails before
or beside them. Both ask `describe`.
"""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from django.core import exceptions as django_errors
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from rest_framework import exceptions as drf_errors
from rest_framework.response import Response

from common.api import error_codes as codes
from common.api.problems import (
    Problem,
    ProblemError,
    ProblemResponse,
    flatten,
    plain_response,
)
from common.exceptions import DomainError, UnauthenticatedError

logger = logging.getLogger(__name__)

DATABASE_RETRY_AFTER = 5
THROTTLE_RETRY_AFTER = 60
AUTHENTICATE = 'Token realm="api"'

LOST_DATABASE = Problem(
    codes.UNAVAILABLE, headers={"Retry-After": str(DATABASE_RETRY_AFTER)}
)
# The first one that fits decides. Nothing of the exception's own text goes out, because
# it may name models, hosts and patterns.
DJANGO_PROBLEMS: dict[type[BaseException], Problem] = {
    Http404: Problem(codes.NOT_FOUND),
    django_errors.PermissionDenied: Problem(codes.PERMISSION_DENIED),
    django_errors.RequestDataTooBig: Problem(codes.BODY_TOO_LARGE),
    django_errors.TooManyFieldsSent: Problem(codes.BODY_TOO_LARGE),
    django_errors.TooManyFilesSent: Problem(codes.BODY_TOO_LARGE),
    django_errors.SuspiciousOperation: Problem(codes.BAD_REQUEST),
    UnreadablePostError: Problem(codes.BAD_REQUEST),
    OperationalError: LOST_DATABASE,
    InterfaceError: LOST_DATABASE,
}


def handle_exception(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer for a DRF view; the setting `EXCEPTION_HANDLER`.

    Unknown errors are answered here, in DEBUG too, because clients parse JSON. Django's
    signal still goes out, so error trackers and the test client see them.
    """
    request = context.get("request")
    problem = describe(exc)
    if problem.status >= 500:
        logger.error(problem.entry.title, exc_info=exc)
    if problem.entry is codes.SERVER_ERROR:
        got_request_exception.send(
            sender=type(context.get("view")),
            request=getattr(request, "_request", request),
        )
    return ProblemResponse(problem, request)


@singledispatch
def describe(exc: BaseException | None) -> Problem:
    """Return the problem an exception means to the client; unknown ones say nothing."""
    for kind, problem in DJANGO_PROBLEMS.items():
        if isinstance(exc, kind):
            return problem
    return Problem(codes.SERVER_ERROR)


@describe.register
def _domain(exc: DomainError) -> Problem:
    entry = codes.describe_class(type(exc))
    headers = {} if exc.retry_after is None else _retry_after(exc.retry_after)
    return Problem(entry, exc.detail, exc.errors, headers, exc.extra)


@describe.register
def _unauthenticated(exc: UnauthenticatedError) -> Problem:
    entry = codes.describe_class(type(exc))
    return Problem(entry, exc.detail, exc.errors, {"WWW-Authenticate": AUTHENTICATE})


@describe.register
def _own(exc: ProblemError) -> Problem:
    return exc.problem


@describe.register
def _other_api_exception(exc: drf_errors.APIException) -> Problem:
    entry = codes.GENERAL_CODES.get(exc.status_code)
    if entry is None:
        fallback = codes.SERVER_ERROR if exc.status_code >= 500 else codes.BAD_REQUEST
        return Problem(fallback, str(exc.detail), other_status=exc.status_code)
    return Problem(entry, str(exc.detail))


@describe.register
def _validation(exc: drf_errors.ValidationError) -> Problem:
    errors = tuple(flatten(exc.detail))
    return Problem(codes.INVALID_BODY, _summary(len(errors)), errors)


@describe.register
def _parse(exc: drf_errors.ParseError) -> Problem:
    return Problem(codes.MALFORMED_BODY, str(exc.detail))


@describe.register(drf_errors.NotAuthenticated)
@describe.register(drf_errors.AuthenticationFailed)
def _not_authenticated(exc: drf_errors.APIException) -> Problem:
    # DRF makes it a 403 where the first authentication class has no challenge, such as
    # sessions; clients are promised a 401.
    challenge = getattr(exc, "auth_header", None) or AUTHENTICATE
    headers = {"WWW-Authenticate": challenge}
    return Problem(codes.NOT_AUTHENTICATED, str(exc.detail), headers=headers)


@describe.register
def _throttled(exc: drf_errors.Throttled) -> Problem:
    wait: float | None = getattr(exc, "wait", None)
    headers = _retry_after(THROTTLE_RETRY_AFTER if wait is None else wait)
    return Problem(codes.TOO_MANY_REQUESTS, headers=headers)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for Django's handler400: refused before any view saw it."""
    problem = describe(exception)
    if problem.status >= 500:
        problem = Problem(codes.BAD_REQUEST)
    return plain_response(problem, request)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for Django's handler403."""
    return plain_response(describe(exception), request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for Django's handler404: no such URL, or a plain view's Http404."""
    return plain_response(describe(exception), request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for Django's handler500; a lost database is a 503 here, too."""
    problem = describe(sys.exc_info()[1])
    if problem is not LOST_DATABASE:
        problem = Problem(codes.SERVER_ERROR)
    return plain_response(problem, request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer for the setting `CSRF_FAILURE_VIEW`."""
    return plain_response(Problem(codes.CSRF_FAILED, reason), request)


def _retry_after(seconds: float) -> dict[str, str]:
    return {"Retry-After": str(max(1, math.ceil(seconds)))}


def _summary(count: int) -> str:
    return f"{count} fault{'s' if count != 1 else ''} in the body; see `errors`."
