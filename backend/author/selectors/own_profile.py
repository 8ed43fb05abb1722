"""The profile an account writes under."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from author.models import Author
from custom_user.services import Account


def find_profile_of(account: Account | AnonymousUser) -> Author | None:
    """Return the profile of an account, looked up once for each instance of it."""
    # Django keeps it beside the account, also that there is none.
    profile: Author | None = getattr(account, "author", None)
    return profile
