"""Every route of the URLconf, with what answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView


@dataclass(frozen=True)
class Route:
    """One address, and the view behind it."""

    namespaces: tuple[str, ...]
    name: str | None
    address: str
    callback: Callable[..., Any]

    @property
    def full_name(self) -> str:
        """The name as `reverse()` takes it."""
        return ":".join([*self.namespaces, self.name or ""])

    @property
    def view_class(self) -> type[Any] | None:
        """The class of the view; None for a function."""
        return getattr(self.callback, "view_class", None) or getattr(
            self.callback, "cls", None
        )

    @property
    def is_open(self) -> bool:
        """Say whether everyone may call it."""
        view = self.view_class
        if view is None or not issubclass(view, APIView):
            return True
        return all(permission is AllowAny for permission in view.permission_classes)


@cache
def own_routes() -> tuple[Route, ...]:
    """Return every route but those of Django's admin."""
    return tuple(
        route
        for route in _walk(get_resolver("config.urls").url_patterns, (), "/")
        if route.namespaces[:1] != ("admin",)
    )


def _walk(
    patterns: list[URLPattern | URLResolver], namespaces: tuple[str, ...], address: str
) -> Iterator[Route]:
    for pattern in patterns:
        here = f"{address}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = (pattern.namespace,) if pattern.namespace else ()
            yield from _walk(pattern.url_patterns, (*namespaces, *inner), here)
        else:
            yield Route(namespaces, pattern.name, here, pattern.callback)
