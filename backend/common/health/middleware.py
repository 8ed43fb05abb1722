"""Let probes through that know only an instance's address."""

from __future__ import annotations

from collections.abc import Callable

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

PREFIX = "/ht/"


class ProbeMiddleware:
    """Answer the addresses of `common.health.urls` before anything else looks.

    Load balancers ask over plain HTTP and with an address as `Host`, so neither the
    redirect to HTTPS nor the check of allowed hosts may come first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if match.namespace != "health":
            return self.get_response(request)
        view: Callable[..., HttpResponseBase] = match.func
        if iscoroutinefunction(view):
            view = async_to_sync(view)
        response = view(request, *match.args, **match.kwargs)
        # What SecurityMiddleware and its neighbours would have added.
        response["X-Content-Type-Options"] = "nosniff"
        response["X-Frame-Options"] = "DENY"
        return response
