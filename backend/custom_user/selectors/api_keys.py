"""Reading the keys of programs, to list them; `credentials` finds the one presented."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from custom_user.exceptions import ApiKeyNotFoundError
from custom_user.models import ApiKey, CustomUser


def list_api_keys(*, owner: CustomUser | None = None) -> QuerySet[ApiKey]:
    """Return the keys that nobody has revoked, expired ones too; all without `owner`.

    Digests are left out, so that no answer can show one.
    """
    keys: QuerySet[ApiKey] = ApiKey.objects.filter(revoked_at__isnull=True)
    keys = keys.defer("digest", "previous_digest")
    return keys if owner is None else keys.filter(owner=owner)


def get_api_key(public_id: str, *, owner: CustomUser | None = None) -> ApiKey:
    """Return a key that nobody has revoked.

    Raises:
        ApiKeyNotFoundError: there is none of this id, or it is somebody else's.
    """
    try:
        return list_api_keys(owner=owner).get(public_id=UUID(public_id))
    except (ValueError, ApiKey.DoesNotExist) as error:
        raise ApiKeyNotFoundError from error


def former_key_expires_at(api_key: ApiKey, *, now: datetime) -> datetime | None:
    """Return until when the former text is good as well; None if it is not."""
    until = api_key.previous_expires_at
    return until if until is not None and until > now else None
