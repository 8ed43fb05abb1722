"""One account per role to try the product with, and the file of their passwords."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from custom_user.constants import Role
from custom_user.models import CustomUser
from custom_user.selectors.credentials import find_token
from custom_user.services.accounts import vouch_for_address
from custom_user.services.accounts_file import (
    read_accounts,
    write_accounts,
)
from custom_user.services.roles import ensure_roles
from custom_user.services.tokens import open_session

STAFF = frozenset(Role) - {Role.READER}


@dataclass(frozen=True)
class AccountChanges:
    """How many demo accounts were made, and how many were there."""

    created: int
    unchanged: int


@transaction.atomic
def ensure_demo_accounts(path: Path) -> AccountChanges:
    """Make the accounts `<role>@demo.example`; `path` gets their passwords and tokens.

    A password in the file is the account's afterwards, whatever it was before; a token
    that is no longer good is replaced. The file is replaced as a whole and readable for
    its owner alone; members of others are kept.

    Raises:
        AccountsFileError: the file cannot be read or written.
    """
    file = read_accounts(path)
    before = json.dumps(file)
    ensure_roles()
    groups = {group.name: group for group in Group.objects.filter(name__in=Role.values)}
    known = {
        user.email: user for user in CustomUser.objects.filter(email__in=_emails())
    }
    for role in Role:
        key = slug_of(role)
        entry = file.setdefault(key, {})
        entry["email"] = email_of(role)
        entry.setdefault("password", secrets.token_urlsafe(12))
        user = known.get(email_of(role))
        if user is None:
            user = CustomUser.objects.create_user(email_of(role), entry["password"])
        else:
            _keep_password(user, entry)
        _apply_role(user, role, groups[role.value])
        vouch_for_address(account=user)
        entry["verified"] = _mark(user)
        entry["token"] = _keep_token(user, entry)
    if json.dumps(file) != before:
        write_accounts(path, file)
    return AccountChanges(created=len(Role) - len(known), unchanged=len(known))


def slug_of(role: Role) -> str:
    """Return the name of a role in addresses and files."""
    return role.value.lower().replace(" ", "-")


def email_of(role: Role) -> str:
    """Return the address of the demo account of a role."""
    return f"{slug_of(role)}@demo.example"


def _emails() -> list[str]:
    return [email_of(role) for role in Role]


def _apply_role(user: CustomUser, role: Role, group: Group) -> None:
    wanted = (role in STAFF, role is Role.ADMINISTRATOR, True)
    if (user.is_staff, user.is_superuser, user.is_active) != wanted:
        user.is_staff, user.is_superuser, user.is_active = wanted
        user.save(update_fields=["is_staff", "is_superuser", "is_active"])
    user.groups.add(group)


def _keep_password(user: CustomUser, entry: dict[str, Any]) -> None:
    # Checking is slow on purpose, so a hash that was checked before is recognised.
    if entry.get("verified") == _mark(user) or user.check_password(entry["password"]):
        return
    user.set_password(entry["password"])
    user.save(update_fields=["password"])


def _keep_token(user: CustomUser, entry: dict[str, Any]) -> str:
    now = timezone.now()
    known = find_token(key=entry.get("token", ""), now=now)
    if known and known.user == user and not known.rotated_at:
        return str(entry["token"])
    _, key = open_session(user=user, device_name="demo", now=now)
    return key


def _mark(user: CustomUser) -> str:
    return hashlib.sha256(user.password.encode()).hexdigest()
