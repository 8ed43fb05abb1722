"""The providers that are switched on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest

from custom_user.exceptions import ProviderNotFoundError


@dataclass(frozen=True)
class ProviderInfo:
    """What an app needs to send somebody to the provider."""

    id: str
    name: str
    client_id: str
    authorize_url: str
    scopes: list[str]


def list_providers() -> list[ProviderInfo]:
    """Return the providers whose keys are in the environment, by name."""
    providers = [_describe(one) for one in get_adapter().list_providers(HttpRequest())]
    return sorted(providers, key=lambda provider: provider.name)


def get_provider(name: str) -> Any:
    """Return django-allauth's provider, for a request that has nothing in it.

    Raises:
        ProviderNotFoundError: it is unknown, or switched off.
    """
    for provider in get_adapter().list_providers(HttpRequest()):
        if provider.id == name:
            return provider
    raise ProviderNotFoundError


def _describe(provider: Any) -> ProviderInfo:
    return ProviderInfo(
        id=provider.id,
        name=provider.name,
        # Apple takes several, of which the first is the one for the web.
        client_id=provider.app.client_id.split(",")[0],
        authorize_url=provider.get_oauth2_adapter(provider.request).authorize_url,
        scopes=provider.get_scope(),
    )
