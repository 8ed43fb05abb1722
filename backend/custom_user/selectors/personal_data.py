"""All that this app knows of an account: what its holder may have a copy of.

Whatever proves who somebody is stays out: a copy must not be worth stealing.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.db.models import F

from custom_user.models import AccountErasure, ApiKey, AuthToken, CustomUser
from custom_user.selectors.erasures import state_of
from custom_user.selectors.factors import list_factors
from custom_user.selectors.profile import get_notification_choices, get_own_profile

# Members of what log-in providers tell us that are more than data about a person.
_SECRET = re.compile(r"token|secret|hash|nonce|passw|^code$|api_?key", re.IGNORECASE)
Rows = list[dict[str, Any]]


def collect_account_data(user: CustomUser) -> dict[str, Any]:
    """Return the sections of this app; the number of statements is always the same."""
    return {
        "account": get_own_profile(user),
        "addresses": _list_addresses(user),
        "sessions": _list_sessions(user),
        "factors": [asdict(factor) for factor in list_factors(user)],
        "social_accounts": _list_social_accounts(user),
        "api_keys": _list_api_keys(user),
        "notifications": get_notification_choices(user),
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "deletion_requests": _list_deletion_requests(user),
        "admin_log": _list_admin_log(user),
    }


def _list_addresses(user: CustomUser) -> Rows:
    rows = EmailAddress.objects.filter(user=user).order_by("pk")
    return list(rows.values("email", "verified", "primary"))


def _list_sessions(user: CustomUser) -> Rows:
    rows = AuthToken.objects.filter(user=user, rotated_at=None).order_by("started_at")
    columns = ("device_name", "started_at", "last_used_at")
    return list(rows.values(*columns, session=F("session_id"), expires_at=F("expiry")))


def _list_social_accounts(user: CustomUser) -> Rows:
    return [
        {
            "provider": row.provider,
            "uid": row.uid,
            "connected_at": row.date_joined,
            "last_login": row.last_login,
            "told_by_the_provider": _without_secrets(row.extra_data),
        }
        for row in SocialAccount.objects.filter(user=user).order_by("pk")
    ]


def _list_api_keys(user: CustomUser) -> Rows:
    columns = (
        "public_id", "name", "hint", "scopes", "tier", "created_at", "last_used_at",
        "expires_at", "revoked_at",
    )  # fmt: skip
    return list(ApiKey.objects.filter(owner=user).order_by("pk").values(*columns))


def _list_deletion_requests(user: CustomUser) -> Rows:
    return [
        {
            "receipt": row.public_id,
            "created_at": row.created_at,
            "erase_after": row.erase_after,
            "state": state_of(row),
        }
        for row in AccountErasure.objects.filter(user=user).order_by("pk")
    ]


def _list_admin_log(user: CustomUser) -> Rows:
    entries = LogEntry.objects.filter(user=user).order_by("pk")
    kind = F("content_type__model")
    texts = ("action_time", "object_repr", "change_message")
    rows: Rows = list(entries.values(*texts, kind=kind))
    for row in rows:
        if row["kind"] == CustomUser._meta.model_name:
            # The address of somebody else, who may have it erased everywhere.
            row["object_repr"] = ""
    return rows


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_secrets(inner)
            for name, inner in value.items()
            if not _SECRET.search(str(name))
        }
    if isinstance(value, list):
        return [_without_secrets(inner) for inner in value]
    return value
