"""Reading the second factors of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.utils.crypto import salted_hmac

from custom_user.models import CustomUser

# django-allauth's names, and the ones of our API.
NAMES = {
    Authenticator.Type.TOTP: "totp",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery_codes",
}


@dataclass(frozen=True)
class Factor:
    """A second factor as its owner sees it; `id` is its public name."""

    id: UUID
    type: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


def list_factor_types(user: CustomUser) -> list[str]:
    """Return the names of the factors the account has; none means no second step.

    Recovery codes stand for other factors and are none by themselves.
    """
    types = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    names = sorted({NAMES[Authenticator.Type(name)] for name in types})
    return [] if names == ["recovery_codes"] else names


def list_factors(user: CustomUser) -> list[Factor]:
    """Return the account's factors without recovery codes, oldest first."""
    return [
        Factor(
            id=public_id_of(row),
            type=NAMES[Authenticator.Type(row.type)],
            name=row.data.get("name", ""),
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )
        for row in own_factors(user)
    ]


def own_factors(user: CustomUser) -> list[Authenticator]:
    """Return the rows of the account's factors without recovery codes, oldest first."""
    rows = Authenticator.objects.filter(user=user).order_by("created_at", "pk")
    return list(rows.exclude(type=Authenticator.Type.RECOVERY_CODES))


def public_id_of(row: Authenticator) -> UUID:
    """Return the name of a factor in the API, which tells nothing of its key."""
    digest = salted_hmac("custom_user.factor", str(row.pk), algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


def count_recovery_codes(user: CustomUser) -> int:
    """Return how many of the account's recovery codes are still good."""
    row = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row else 0


def count_ways_in(user: CustomUser) -> int:
    """Return in how many ways the account can begin a log-in."""
    passkeys = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.WEBAUTHN
    ).count()
    providers = SocialAccount.objects.filter(user=user).values("provider").distinct()
    ways: int = passkeys + providers.count() + user.has_usable_password()
    return ways
