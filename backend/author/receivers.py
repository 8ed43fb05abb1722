"""What happens to public profiles when something happens to accounts."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from author.selectors.personal_data import collect_profile_data
from author.services.profiles import forget_account
from custom_user.events import account_erased, personal_data_requested
from custom_user.services import Account


@receiver(account_erased, dispatch_uid="author.forget_account")
def forget_erased_account(user: Account, **_signal: Any) -> None:
    """Take the person out of the byline, which stays."""
    forget_account(account=user)


@receiver(personal_data_requested, dispatch_uid="author.collect_profile_data")
def tell_profile_data(user: Account, **_signal: Any) -> dict[str, Any]:
    """Add the public profile."""
    return collect_profile_data(user)
