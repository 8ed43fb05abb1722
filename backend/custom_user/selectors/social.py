"""Reading what an account is connected to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db.models import Max, Min

from custom_user.models import CustomUser


@dataclass(frozen=True)
class Connection:
    """A provider by which the account can be opened."""

    provider: str
    connected_at: datetime
    last_used_at: datetime


def list_connections(user: CustomUser) -> list[Connection]:
    """Return the providers the account is connected to, by name."""
    rows = SocialAccount.objects.filter(user=user).values_list("provider")
    return [
        Connection(*row)
        for row in rows.annotate(Min("date_joined"), Max("last_login")).order_by(
            "provider"
        )
    ]
