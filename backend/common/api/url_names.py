"""The names of all URLs, for the schema."""

from __future__ import annotations

from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver


@cache
def url_names(urlconf: str) -> dict[str, str]:
    """Return the name of every URL by its pattern, as drf-spectacular spells it."""
    names: dict[str, str] = {}
    _collect(get_resolver(urlconf), "", names)
    return names


def _collect(resolver: URLResolver, prefix: str, names: dict[str, str]) -> None:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            names[pattern] = entry.name or ""
        else:
            _collect(entry, pattern, names)
