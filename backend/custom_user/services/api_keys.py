"""Keys for programs: made, changed over, revoked. Shown once, kept as digests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

from django.db import transaction
from knox.crypto import create_token_string, hash_token

from common.exceptions import FieldError
from custom_user.constants import (
    API_KEY_OVERLAP,
    API_KEYS_PER_ACCOUNT,
    PREFIX_OF_API_KEYS,
    SCOPES,
)
from custom_user.exceptions import (
    ApiKeyExpiredError,
    ApiKeyLimitError,
    ApiKeyNotFoundError,
    ApiKeyRefusedError,
    RotationRunningError,
)
from custom_user.models import ApiKey, CustomUser
from custom_user.policies import can_hold_api_keys
from custom_user.selectors.api_keys import former_key_expires_at
from custom_user.services.tokens import lock_account

# Enough to tell keys apart in a list, far too little to guess the rest.
HINT_LENGTH = len(PREFIX_OF_API_KEYS) + 8
# A busy key is not written at each request.
USE_IS_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class NewKey:
    """A key's row, and its text, which nobody can tell again."""

    api_key: ApiKey
    text: str


@transaction.atomic
def create_api_key(
    *,
    owner: CustomUser,
    name: str,
    scopes: Collection[str],
    tier: str = "",
    expires_at: datetime | None = None,
    now: datetime,
) -> NewKey:
    """Make a key that lets a program do for `owner` what the scopes reach to.

    Raises:
        ApiKeyRefusedError: the owner is disabled, there is no such scope, or the key
            would have expired already.
        ApiKeyLimitError: the owner has too many usable keys.
    """
    # Two requests at once must not both make the last one.
    owner = lock_account(user=owner)
    if not can_hold_api_keys(actor=owner):
        raise ApiKeyRefusedError("The account is disabled, so its keys open nothing.")
    if not scopes or not set(scopes) <= set(SCOPES):
        _refuse("/scopes", "invalid_choice", f"Give some of: {', '.join(SCOPES)}.")
    if expires_at is not None and expires_at <= now:
        _refuse("/expires_at", "past", "Choose a time to come, or none.")
    if ApiKey.objects.usable(now).filter(owner=owner).count() >= API_KEYS_PER_ACCOUNT:
        raise ApiKeyLimitError(f"An account has at most {API_KEYS_PER_ACCOUNT} keys.")
    text = _new_text()
    api_key = ApiKey.objects.create(
        owner=owner,
        name=name,
        scopes=[scope for scope in SCOPES if scope in scopes],
        tier=tier,
        expires_at=expires_at,
        hint=text[:HINT_LENGTH],
        digest=hash_token(text),
    )
    return NewKey(api_key, text)


@transaction.atomic
def rotate_api_key(*, api_key: ApiKey, now: datetime) -> NewKey:
    """Give the key a new text; the former one stays good for a day.

    Raises:
        ApiKeyNotFoundError: it has been revoked meanwhile.
        ApiKeyExpiredError: a new text would open nothing.
        RotationRunningError: there are two good texts already.
    """
    api_key = _lock(api_key)
    if api_key.expires_at is not None and api_key.expires_at <= now:
        raise ApiKeyExpiredError
    if former_key_expires_at(api_key, now=now) is not None:
        raise RotationRunningError
    text = _new_text()
    api_key.previous_digest = api_key.digest
    api_key.previous_expires_at = now + API_KEY_OVERLAP
    api_key.digest = hash_token(text)
    api_key.hint = text[:HINT_LENGTH]
    api_key.save(
        update_fields=["digest", "hint", "previous_digest", "previous_expires_at"]
    )
    return NewKey(api_key, text)


@transaction.atomic
def finish_rotation(*, api_key: ApiKey) -> ApiKey:
    """Refuse the former text from now on; nothing changes where there is none.

    Raises:
        ApiKeyNotFoundError: it has been revoked meanwhile.
    """
    api_key = _lock(api_key)
    api_key.previous_digest = api_key.previous_expires_at = None
    api_key.save(update_fields=["previous_digest", "previous_expires_at"])
    return api_key


def revoke_api_key(*, api_key: ApiKey, now: datetime) -> bool:
    """Refuse the key from now on, and say whether it was good until then."""
    keys = ApiKey.objects.filter(pk=api_key.pk, revoked_at__isnull=True)
    return bool(keys.update(revoked_at=now))


def record_key_use(*, api_key: ApiKey, now: datetime) -> None:
    """Note that the key is in use, at most every few minutes."""
    last = api_key.last_used_at
    if last is None or now - last >= USE_IS_NOTED_EVERY:
        ApiKey.objects.filter(pk=api_key.pk).update(last_used_at=now)


def _refuse(pointer: str, code: str, detail: str) -> NoReturn:
    raise ApiKeyRefusedError(detail, errors=(FieldError(pointer, code, detail),))


def _new_text() -> str:
    text: str = PREFIX_OF_API_KEYS + create_token_string()
    return text


def _lock(api_key: ApiKey) -> ApiKey:
    keys = ApiKey.objects.select_for_update().filter(revoked_at__isnull=True)
    locked: ApiKey | None = keys.filter(pk=api_key.pk).first()
    if locked is None:
        raise ApiKeyNotFoundError
    return locked
