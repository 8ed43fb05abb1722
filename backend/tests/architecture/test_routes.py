"""Every address is named, and open only where that was decided."""

from __future__ import annotations

from common.api.views import EndpointView, ListView
from tests.architecture.routes import own_routes
from tests.architecture.tree import report

# What everyone may call without an account. A name more is a decision to be reviewed.
OPEN = {
    "api:v1:author:author-detail",
    "api:v1:author:author-list",
    "api:v1:blog:archive",
    "api:v1:blog:post-detail",
    "api:v1:blog:post-list",
    "api:v1:blog:post-neighbors",
    "api:v1:blog:resolve",
    "api:v1:blog:series-detail",
    "api:v1:blog:series-list",
    "api:v1:blog:site",
    "api:v1:blog:tag-detail",
    "api:v1:blog:tag-list",
    "api:v1:custom_user:cancel-deletion",
    "api:v1:custom_user:deletion-receipt",
    "api:v1:custom_user:login",
    "api:v1:custom_user:login-passkey",
    "api:v1:custom_user:login-passkey-options",
    "api:v1:custom_user:login-second-factor",
    "api:v1:custom_user:password-reset",
    "api:v1:custom_user:password-reset-confirm",
    "api:v1:custom_user:register",
    "api:v1:custom_user:social-login",
    "api:v1:custom_user:social-providers",
    "api:v1:custom_user:verify-email",
    "api:v1:custom_user:verify-email-resend",
    "api:v1:docs",
    "api:v1:schema",
    "decoy:login",
    "health:all",
    "health:live",
    "health:ready",
}
# The cheapest answer there is; a class would only add work.
FUNCTIONS = {"health:live"}
# A download is saved under the last part of its address, so that is a file's name.
FILES = {"api:v1:blog:post-export"}
# They describe the API and are no endpoints of it.
DESCRIPTIONS = {"api:v1:docs", "api:v1:schema"}


def test_every_route_has_a_name_in_a_namespace() -> None:
    problems = [
        f"{route.address}: {route.full_name!r}"
        for route in own_routes()
        if not route.name or not route.namespaces
    ]
    assert not problems, report(problems)


def test_names_of_routes_are_unique() -> None:
    names = [route.full_name for route in own_routes()]
    problems = sorted({name for name in names if names.count(name) > 1})
    assert not problems, report(problems)


def test_open_routes_are_the_ones_listed() -> None:
    assert {route.full_name for route in own_routes() if route.is_open} == OPEN


def test_views_are_classes() -> None:
    functions = {route.full_name for route in own_routes() if not route.view_class}
    assert functions == FUNCTIONS


def test_views_are_no_viewsets() -> None:
    problems = [
        route.full_name
        for route in own_routes()
        if route.view_class
        and "ViewSetMixin" in {base.__name__ for base in route.view_class.__mro__}
    ]
    assert not problems, report(problems)


def test_endpoints_are_built_on_the_common_base() -> None:
    problems = [
        route.full_name
        for route in own_routes()
        if route.namespaces[:1] == ("api",)
        and route.full_name not in DESCRIPTIONS
        and not (route.view_class and issubclass(route.view_class, EndpointView))
    ]
    assert not problems, report(problems)


def test_lists_are_named_lists() -> None:
    problems = [
        f"{route.address}: {route.full_name}"
        for route in own_routes()
        if route.view_class
        and issubclass(route.view_class, ListView)
        and not route.full_name.endswith("-list")
    ]
    assert not problems, report(problems)


def test_addresses_of_the_api_end_in_a_slash() -> None:
    problems = [
        route.address
        for route in own_routes()
        if route.namespaces[:1] == ("api",)
        and route.full_name not in FILES
        and not route.address.endswith("/")
    ]
    assert not problems, report(problems)
