"""Accounts in the admin."""

from custom_user.admin.accounts import AccountAdmin

__all__ = ["AccountAdmin"]
