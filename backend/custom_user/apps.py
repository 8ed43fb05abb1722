"""Register the account app with Django."""

from django.apps import AppConfig


class CustomUserConfig(AppConfig):
    """Accounts: who can log in, and what is private about them."""

    name = "custom_user"
    verbose_name = "accounts"
