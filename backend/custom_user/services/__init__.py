"""Changes to accounts, and the name other apps may call one."""

from custom_user.services.accounts import Account

__all__ = ["Account"]
