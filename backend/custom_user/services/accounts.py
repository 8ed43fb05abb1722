"""Making accounts."""

from __future__ import annotations

from custom_user.models import CustomUser

# The name other apps use for an account in their signatures.
Account = CustomUser
