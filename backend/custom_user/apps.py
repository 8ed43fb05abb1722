"""Register the account app, and the admin that it guards, with Django."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class CustomUserConfig(AppConfig):
    """Accounts: who can log in, and what is private about them."""

    name = "custom_user"
    verbose_name = "accounts"


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our log-in; settings name it in the place of Django's."""

    default = False
    default_site = "custom_user.staff.site.StaffSite"
