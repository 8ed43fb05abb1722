"""Every endpoint is limited, by name, at a rate that the settings have."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from common.api.throttles import ScopedThrottle
from tests.architecture.routes import own_routes
from tests.architecture.tree import report

# They describe the API, are the same for all, and are made once.
DESCRIPTIONS = {"api:v1:docs", "api:v1:schema"}
# Services count these, because only they know whose account is meant.
OF_SERVICES = {"login_account"}


def test_nothing_is_throttled_by_default() -> None:
    assert "DEFAULT_THROTTLE_CLASSES" not in settings.REST_FRAMEWORK
    assert settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] is settings.THROTTLE_RATES


def test_every_endpoint_names_its_throttles() -> None:
    problems = [
        route.full_name
        for route in own_routes()
        if route.namespaces[:1] == ("api",)
        and route.full_name not in DESCRIPTIONS
        and not _throttles(route.view_class)
    ]
    assert not problems, report(problems)


def test_endpoints_use_throttles_of_ours() -> None:
    problems = [
        f"{route.full_name}: {throttle.__name__}"
        for route in own_routes()
        for throttle in _throttles(route.view_class)
        if not issubclass(throttle, ScopedThrottle)
    ]
    assert not problems, report(problems)


def test_probes_are_never_throttled() -> None:
    problems = [
        route.full_name
        for route in own_routes()
        if route.namespaces[:1] != ("api",) and _throttles(route.view_class)
    ]
    assert not problems, report(problems)


def test_every_scope_has_a_rate_and_every_rate_a_scope() -> None:
    assert {*_scopes(ScopedThrottle), *OF_SERVICES} == set(settings.THROTTLE_RATES)


def _throttles(view: type[Any] | None) -> list[type[Any]]:
    return list(getattr(view, "throttle_classes", []))


def _scopes(throttle: type[ScopedThrottle]) -> set[str]:
    """Return the scopes of all throttles below this one, those of tests aside."""
    found: set[str] = set()
    for each in throttle.__subclasses__():
        if ".tests." not in each.__module__:
            found |= {getattr(each, "scope", "")} - {""} | _scopes(each)
    return found
