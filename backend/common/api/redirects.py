"""Sending clients on to the current address of what they asked for."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse


def redirect_to_current(request: Request, **kwargs: str) -> Response:
    """Answer 301 to the same endpoint with other path arguments, parameters kept."""
    match = request.resolver_match
    if match is None:
        raise RuntimeError("The request was not routed.")
    location = reverse(match.view_name, kwargs=kwargs, request=request)
    query = request.META.get("QUERY_STRING", "")
    headers = {"Location": f"{location}?{query}" if query else location}
    return Response(status=301, headers=headers)
