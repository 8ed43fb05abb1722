"""Finding what a request presents, in one statement each."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest

from knox.crypto import hash_token

from custom_user.models import ApiKey, AuthToken


def find_token(*, key: str, now: datetime) -> AuthToken | None:
    """Return the unexpired token of this key with its account; it may be replaced."""
    digest = hash_token(key)
    tokens = AuthToken.objects.select_related("user").filter(expiry__gt=now)
    token: AuthToken | None = tokens.filter(digest=digest).first()
    return token if token and compare_digest(token.digest, digest) else None


def find_api_key(*, key: str, now: datetime) -> ApiKey | None:
    """Return the usable key of this text with its owner."""
    keys = ApiKey.objects.usable(now).with_digest(hash_token(key), now)
    return keys.select_related("owner").first()
