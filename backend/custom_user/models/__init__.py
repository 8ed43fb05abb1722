"""Accounts and their private details."""

from custom_user.models.user import CustomUser
from custom_user.models.user_profile import UserProfile

__all__ = ["CustomUser", "UserProfile"]
