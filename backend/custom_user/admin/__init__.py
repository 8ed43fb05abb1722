"""Accounts in the admin."""

from custom_user.admin.accounts import AccountAdmin
from custom_user.admin.api_keys import ApiKeyAdmin
from custom_user.admin.belongings import AuthTokenAdmin

__all__ = ["AccountAdmin", "ApiKeyAdmin", "AuthTokenAdmin"]
