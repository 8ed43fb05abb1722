"""Making accounts."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from custom_user.models import CustomUser, UserProfile

# The name other apps use for an account in their signatures.
Account = CustomUser


@transaction.atomic
def store_new_account(account: Account) -> None:
    """Store an account that a form has filled in, together with its profile."""
    account.save()
    UserProfile.objects.create(user=account)


def vouch_for_address(*, account: Account) -> None:
    """Take the account's address for verified, on the word of whoever runs the site."""
    EmailAddress.objects.update_or_create(
        user=account,
        email=account.email,
        defaults={"verified": True, "primary": True},
    )
