"""How Django finds the permissions of an account."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from custom_user.models import CustomUser


class AccountBackend(ModelBackend):
    """Permissions come from groups alone.

    What is given to an account by hand counts for nothing, so that the groups are the
    whole truth about who may what.
    """

    def _get_user_permissions(self, _user: CustomUser) -> QuerySet[Permission]:
        return Permission.objects.none()
