from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from custom_user.models import CustomUser
from custom_user.tests.factories import UserFactory

Send = Callable[..., Any]


def staff(*codenames: str) -> CustomUser:
    """Return somebody in a group with these permissions."""
    user = UserFactory.create(staff=True)
    group = Group.objects.create(name=f"group of {user}")
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    user.groups.add(group)
    return user


@pytest.fixture
def editor() -> CustomUser:
    return UserFactory.create(superuser=True)


@pytest.fixture
def send(client: Client, editor: CustomUser) -> Send:
    """Post a form of the admin: `send("blog_post", 5, title="…")`, or None to add."""
    client.force_login(editor)

    def send(name: str, pk: int | None = None, /, **data: Any) -> Any:
        view = "change" if pk else "add"
        address = reverse(f"admin:{name}_{view}", args=[pk] if pk else [])
        return client.post(address, data, follow=True)

    return send


def rows(prefix: str, *rows: dict[str, Any], stored: int = 0) -> dict[str, Any]:
    """Return the form data of an inline with these rows."""
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": stored,
    }
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data
