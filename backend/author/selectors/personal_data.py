"""What a public profile keeps of the account behind it."""

from __future__ import annotations

from typing import Any

from author.models import Author
from custom_user.services import Account


def collect_profile_data(account: Account) -> dict[str, Any]:
    """Return what the account's holder may have a copy of, by section."""
    columns = ("public_id", "slug", "name", "bio", "email", "links", "avatar")
    row = Author.objects.filter(user=account).values(*columns, "created_at").first()
    return {"author_profile": row}
