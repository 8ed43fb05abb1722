"""Programs with an API key."""

from __future__ import annotations

from rest_framework.test import APIClient

from custom_user.models import ApiKey


def text_of(key: ApiKey) -> str:
    """Return the text of a key that the factory has just made."""
    text: str = vars(key)["text"]
    return text


def client_with(text: str) -> APIClient:
    """Return a client that presents this text."""
    return APIClient(headers={"Authorization": f"Token {text}"})
