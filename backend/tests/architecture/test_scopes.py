"""Every endpoint says which scopes of API keys reach it, or that none does."""

from __future__ import annotations

from common.api.views import EndpointView
from custom_user.constants import SCOPE_KINDS
from tests.architecture.routes import Route, own_routes
from tests.architecture.tree import report

# Where no key is let in. A key makes no keys, and changes nothing about who logs in.
CLOSED = {
    "api-key-detail",
    "api-key-finish-rotation",
    "api-key-list",
    "api-key-rotate",
    "cancel-deletion",
    "confirm",
    "deletion-receipt",
    "email-change",
    "login",
    "login-passkey",
    "login-passkey-options",
    "login-second-factor",
    "logout",
    "logout-all",
    "me-export-detail",
    "me-export-download",
    "me-export-list",
    "me-factor-detail",
    "me-factors",
    "me-factors-passkey-options",
    "me-factors-passkeys",
    "me-factors-recovery-codes",
    "me-factors-totp",
    "me-factors-totp-confirm",
    "me-notifications",
    "me-session-detail",
    "me-session-list",
    "me-social",
    "me-social-detail",
    "password-change",
    "password-reset",
    "password-reset-confirm",
    "register",
    "social-login",
    "social-providers",
    "token-rotate",
    "verify-email",
    "verify-email-resend",
}


def _endpoints() -> list[Route]:
    return [
        route
        for route in own_routes()
        if route.view_class and issubclass(route.view_class, EndpointView)
    ]


def _kind(route: Route) -> str | None:
    kind: str | None = getattr(route.view_class, "kind", None)
    return kind


def test_kinds_are_those_that_scopes_name() -> None:
    problems = [
        f"{route.full_name}: {_kind(route)}"
        for route in _endpoints()
        if _kind(route) is not None and _kind(route) not in SCOPE_KINDS
    ]
    assert not problems, report(problems)


def test_endpoints_without_a_kind_are_the_ones_listed() -> None:
    without = {route.name for route in _endpoints() if _kind(route) is None}

    assert without == CLOSED


def test_every_kind_is_that_of_an_endpoint() -> None:
    assert {_kind(route) for route in _endpoints()} - {None} == set(SCOPE_KINDS)
