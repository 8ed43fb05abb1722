"""`Idempotency-Key` on every POST, without any view doing something for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from common.api.throttles import ThrottledView, client_of
from common.exceptions import DomainError, IdempotencyKeyInvalidError
from common.idempotency import Answer, Scope, find_answer, has_answer, keep_answer

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotency-Replayed"
KEY_PATTERN = r"^[!-~]{1,255}$"
# After these the same request may be answered otherwise without being another one.
NOT_KEPT = frozenset({401, 429})
# These say how things stand now.
NOT_REPLAYED = ("RateLimit", "RateLimit-Policy")

# What a handler raises on purpose.
REFUSALS = (DomainError, APIException, Http404, PermissionDenied)

Handler = Callable[..., HttpResponseBase]


class ReplayedResponse(HttpResponse):
    """An answer that was given before, byte for byte."""

    # Django logs every answer from 400 on; this one has been logged.
    _has_been_logged = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body, status=answer.status, headers=answer.headers)
        if "Content-Type" not in answer.headers:
            # Django gives one even to an answer without a body.
            del self["Content-Type"]
        self[REPLAYED_HEADER] = "true"


class IdempotentView(ThrottledView):
    """Gives the first answer again to a POST that comes again with its key.

    Authentication, throttles, permissions and parameters come first, every time. Then
    the handler runs in a transaction that keeps its answer as well, so a handler with a
    key does all of its work or, after a fault, nothing. An answer is kept whatever it
    says, but for 401, 429 and 5xx: after those the handler runs again.
    """

    def find_idempotency_caller(self, request: Request) -> str:
        """Return whose key it is: of an account or API key, or else of an address."""
        return client_of(request)

    def was_answered(self, request: Request, caller: str) -> bool:
        """Say whether this caller's POST has been answered; for authentication.

        It tells an app that did not get the answer, and so cannot know that its
        credential has been replaced, from somebody who has only the credential.
        """
        key = request.headers.get(KEY_HEADER, "")
        if request.method != "POST" or not re.fullmatch(KEY_PATTERN, key):
            return False
        return has_answer(_scope(request, caller), now=timezone.now())

    @override
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        handler: Handler | None = getattr(self, "post", None)
        if handler and request.method == "POST" and KEY_HEADER in request.headers:
            # A view lives for one request, and its handler is looked up after this.
            vars(self)["post"] = partial(self._post_once, handler)

    def _post_once(
        self, handler: Handler, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not re.fullmatch(KEY_PATTERN, request.headers[KEY_HEADER]):
            raise IdempotencyKeyInvalidError
        scope = _scope(request, self.find_idempotency_caller(request))
        content = _content(request)
        with transaction.atomic():
            answer = find_answer(scope, content, now=timezone.now())
            if answer is not None:
                return ReplayedResponse(answer)
            response = self._answer(handler, request, *args, **kwargs)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif response.status_code not in NOT_KEPT and _can_be_kept(response):
                keep_answer(scope, content, _take(response), now=timezone.now())
        return response

    def _answer(
        self, handler: Handler, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Return the handler's answer with its bytes, also if it refuses.

        Faults go on to `dispatch`; the transaction ends without a trace of the work.
        """
        try:
            response = handler(request, *args, **kwargs)
        except REFUSALS as error:
            response = self.handle_exception(error)
        final: HttpResponseBase = self.finalize_response(
            request, response, *args, **kwargs
        )
        if isinstance(final, Response):
            final.render()
        return final


def _scope(request: Request, caller: str) -> Scope:
    return Scope(caller, "POST", request.path, request.headers[KEY_HEADER])


def _content(request: Request) -> bytes:
    """Return what makes a request another one under the same key."""
    # With another `If-Match` it is about another state of the thing.
    head = [request.META.get("QUERY_STRING", ""), request.headers.get("If-Match", "")]
    return "\n".join([*head, ""]).encode() + request.body


def _can_be_kept(response: HttpResponseBase) -> bool:
    # After a fault that nobody caught on its way, the database will only roll back.
    return isinstance(response, HttpResponse) and not connection.needs_rollback


def _take(response: Any) -> Answer:
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in NOT_REPLAYED
    }
    return Answer(response.status_code, headers, response.content)
