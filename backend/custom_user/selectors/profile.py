"""What an account says of its holder, for the holder."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from custom_user.constants import Notification, Role
from custom_user.models import CustomUser, NotificationChoice, UserProfile
from custom_user.selectors.factors import list_factor_types


def get_own_profile(user: CustomUser) -> dict[str, Any]:
    """Return everything the holder is told, as it is now and not as `user` has it."""
    account = CustomUser.objects.get(pk=user.pk)
    details = UserProfile.objects.filter(user=account).first() or UserProfile()
    addresses = EmailAddress.objects.filter(user=account, email=account.email)
    groups = set(account.groups.values_list("name", flat=True))
    return {
        "id": account.public_id,
        "email": account.email,
        "email_verified": addresses.filter(verified=True).exists(),
        "username": account.username,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "phone": details.phone_no,
        "city": details.city,
        "tier": account.tier,
        "roles": [role.value for role in Role if role.value in groups],
        "permissions": sorted(account.get_all_permissions()),
        "has_password": account.has_usable_password(),
        "factors": list_factor_types(account),
        "created_at": account.created_at,
        "last_login": account.last_login,
    }


def get_notification_choices(user: CustomUser) -> dict[str, bool]:
    """Return for each kind of mail whether the account wants it."""
    rows = NotificationChoice.objects.filter(user=user).values_list("kind", "is_wanted")
    choices = dict(rows)
    return {kind.value: choices.get(kind.value, True) for kind in Notification}
