"""What the blog does when something happens to accounts.

Nothing for an erased one: the database takes the person out of whatever refers to it.
"""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from blog.selectors.personal_data import collect_writings
from custom_user.events import personal_data_requested
from custom_user.services import Account


@receiver(personal_data_requested, dispatch_uid="blog.collect_writings")
def tell_writings(user: Account, **_signal: Any) -> dict[str, Any]:
    """Add what the account's holder wrote, changed and uploaded."""
    return collect_writings(user)
