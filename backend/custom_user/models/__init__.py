"""Accounts, what proves who they are, and what is private about them."""

from custom_user.models.account_erasure import AccountErasure
from custom_user.models.api_key import ApiKey
from custom_user.models.auth_token import AuthToken
from custom_user.models.data_export import DataExport
from custom_user.models.notification_choice import NotificationChoice
from custom_user.models.spent_secret import SpentSecret
from custom_user.models.user import CustomUser
from custom_user.models.user_profile import UserProfile

__all__ = [
    "AccountErasure",
    "ApiKey",
    "AuthToken",
    "CustomUser",
    "DataExport",
    "NotificationChoice",
    "SpentSecret",
    "UserProfile",
]
