"""Clients of the API with credentials, and what every endpoint of one's own refuses."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from custom_user.models import ApiKey, CustomUser
from custom_user.services.tokens import confirm_session, open_session
from custom_user.tests.factories import ApiKeyFactory, UserFactory
from tests.api.conformance import ApiClient

SCOPES = ["*:read", "*:write"]


def with_token(
    user: CustomUser, *, confirmed: bool = False, device: str = "phone"
) -> ApiClient:
    """Return a client of a new session."""
    now = timezone.now()
    token, key = open_session(user=user, device_name=device, now=now)
    if confirmed:
        confirm_session(token=token, now=now)
    return client_with(key)


def with_key(user: CustomUser, *scopes: str) -> ApiClient:
    """Return a client with an API key of the account."""
    return client_with(text_of(ApiKeyFactory.create(owner=user, scopes=list(scopes))))


def text_of(key: ApiKey) -> str:
    """Return the text of a key that the factory has just made."""
    text: str = vars(key)["text"]
    return text


def client_with(text: str) -> ApiClient:
    """Return a client that presents a token or a key."""
    return ApiClient(headers={"Authorization": f"Token {text}"})


def with_cookie(user: CustomUser) -> ApiClient:
    """Return a client with a session of the admin."""
    client = ApiClient()
    client.force_login(user)
    return client


def outcome(answer: Any) -> tuple[int, str]:
    """Return the status and the error code, which is empty for a success."""
    body = answer.json() if answer.content else {}
    code = body.get("error_code", "") if isinstance(body, dict) else ""
    return answer.status_code, code


def refusals(method: str, path: str) -> dict[str, tuple[int, str]]:
    """Return what an endpoint answers to those who have no token of an account."""
    user = UserFactory.create(is_superuser=True)
    callers = {
        "nobody": ApiClient(),
        "wrong token": ApiClient(headers={"Authorization": "Token prt_wrong"}),
        "key": with_key(user, *SCOPES),
        "cookie": with_cookie(user),
    }
    return {
        name: outcome(getattr(client, method)(path, {} if method != "get" else None))
        for name, client in callers.items()
    }


# Of an endpoint that is for sessions of devices alone.
TOKENS_ONLY = {
    "nobody": (401, "COM0401"),
    "wrong token": (401, "COM0401"),
    "key": (403, "COM0009"),
    "cookie": (403, "USR0012"),
}


def pointers(answer: Any) -> list[str]:
    """Return what the faults of a refused body point to."""
    assert answer.status_code in {400, 409}, answer.content
    return sorted(error["pointer"] for error in answer.json()["errors"])
