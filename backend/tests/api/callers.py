"""Those who call the API, and the addresses of what is theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.utils import timezone

from custom_user.constants import EXPORT_LIFETIME, Role
from custom_user.models import AccountErasure, ApiKey, CustomUser, DataExport
from custom_user.selectors.factors import list_factors
from custom_user.services.accounts import vouch_for_address
from custom_user.services.tokens import confirm_session, open_session
from custom_user.tests.factories import ApiKeyFactory, UserFactory
from custom_user.tests.second_factors import turn_on_app
from tests.api.conformance import ApiClient
from tests.architecture.routes import own_routes

METHODS = ("get", "post", "put", "patch", "delete")
ARGUMENT = re.compile(r"<\w+:(\w+)>")
# A provider that is switched on, for addresses that name one.
GOOGLE = {"google": {"APPS": [{"client_id": "id", "secret": "secret"}]}}


def operations() -> dict[str, str]:
    """Return the address of each operation by its method and name."""
    return {
        f"{method} {route.full_name.removeprefix('api:v1:')}": route.address
        for route in own_routes()
        if route.namespaces[:2] == ("api", "v1") and route.view_class
        for method in METHODS
        if hasattr(route.view_class, method)
    }


class Caller:
    """Somebody who calls, and what of theirs an address can name."""

    def __init__(self, kind: str, *, is_confirmed: bool = True) -> None:
        self.client = ApiClient()
        self.user = UserFactory.create(is_superuser=kind == "superuser")
        vouch_for_address(account=self.user)
        if kind in Role.values:
            self.user.groups.add(Group.objects.get(name=kind))
        if kind == "admin session":
            self.client.force_login(self.user)
        elif kind.startswith("key"):
            scopes = ["*:read", "*:write"] if kind == "key" else ["nothing:read"]
            key: Any = ApiKeyFactory.create(owner=self.user, scopes=scopes)
            self._authorize(key.text)
        elif kind != "anonymous":
            self._authorize(self._token(is_confirmed=is_confirmed))

    def _token(self, *, is_confirmed: bool) -> str:
        now = timezone.now()
        token, key = open_session(user=self.user, device_name="test", now=now)
        if is_confirmed:
            confirm_session(token=token, now=now)
        return key

    def _authorize(self, key: str) -> None:
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {key}")

    def status(self, operation: str, address: str) -> int:
        """Call and return the status."""
        method = operation.partition(" ")[0]
        body: dict[str, Any] = {} if method == "get" else {"data": {}}
        query = "?path=/" if "resolve" in operation and method == "get" else ""
        return int(getattr(self.client, method)(address + query, **body).status_code)


def _session_of(user: CustomUser) -> str:
    token, _ = open_session(user=user, device_name="another", now=timezone.now())
    return str(token.session_id)


def _export_of(user: CustomUser) -> str:
    now = timezone.now()
    export = DataExport.objects.create(
        user=user,
        content={"made_at": now.isoformat(), "sections": {}},
        ready_at=now,
        expires_at=now + EXPORT_LIFETIME,
    )
    return str(export.public_id)


def _key_of(user: CustomUser) -> str:
    key: ApiKey = ApiKeyFactory.create(owner=user)
    return str(key.public_id)


def _factor_of(user: CustomUser) -> str:
    vouch_for_address(account=user)
    turn_on_app(user)
    return str(list_factors(user)[0].id)


def _receipt_of(user: CustomUser) -> str:
    erasure = AccountErasure.objects.create(user=user, erase_after=timezone.now())
    return str(erasure.public_id)


def _provider_of(user: CustomUser) -> str:
    SocialAccount.objects.create(user=user, provider="google", uid=str(user.pk))
    return "google"


# What an address names that belongs to somebody: each makes one and returns its id.
OWNED: dict[str, Callable[[CustomUser], str]] = {
    "export": _export_of,
    "factor": _factor_of,
    "key": _key_of,
    "provider": _provider_of,
    "receipt": _receipt_of,
    "session": _session_of,
}


def fill(address: str, owner: CustomUser) -> str:
    return ARGUMENT.sub(
        lambda match: OWNED[match[1]](owner) if match[1] in OWNED else "one", address
    )
