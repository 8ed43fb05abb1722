"""People in roles for tests."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group

from custom_user.constants import Role
from custom_user.models import CustomUser
from custom_user.services.roles import ensure_roles
from custom_user.tests.factories import UserFactory


def member_of(role: Role, **fields: Any) -> CustomUser:
    """Return an account in the group of a role; all but readers are staff."""
    if not Group.objects.filter(name=role.value).exists():
        ensure_roles()
    fields = {"is_staff": role is not Role.READER, **fields}
    user = UserFactory.create(**fields)
    user.groups.add(Group.objects.get(name=role.value))
    return user
