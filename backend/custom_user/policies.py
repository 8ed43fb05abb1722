"""Who may do what with accounts and keys.

Everybody looks after the own account through the API, where nothing has to be asked.
What is here is about what people do to others in the admin. Managing somebody with
more rights would be a way to those rights, by a new password for instance.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from custom_user.models import CustomUser

Actor = CustomUser | AnonymousUser

RIGHTS = frozenset({"is_active", "is_staff", "is_superuser", "groups", "tier"})
SUPERUSER_RIGHT = frozenset({"is_superuser"})


def can_hold_api_keys(*, actor: Actor) -> bool:
    """Say whose programs may come with keys; a key never opens more than its owner."""
    return actor.is_authenticated and actor.is_active


def can_choose_tier(*, actor: Actor) -> bool:
    """Say who gives keys another tier than their owner's."""
    return actor.has_perm("custom_user.change_apikey")


def can_view_api_keys(*, actor: Actor) -> bool:
    """Say who sees the keys of all accounts."""
    return actor.has_perm("custom_user.view_apikey")


def can_revoke_api_keys(*, actor: Actor) -> bool:
    """Say who revokes the keys of others."""
    return actor.has_perm("custom_user.change_apikey")


def can_view_accounts(*, actor: Actor) -> bool:
    """Say who sees accounts and what belongs to them, none of it secret."""
    return actor.has_perm("custom_user.view_customuser")


def can_create_accounts(*, actor: Actor) -> bool:
    """Say who makes accounts for others."""
    return actor.has_perm("custom_user.add_customuser")


def can_manage_account(*, actor: Actor, account: CustomUser | None = None) -> bool:
    """Say who changes this account, or any at all: nobody one with more rights."""
    return actor.has_perm("custom_user.change_customuser") and (
        account is None or not _has_more_rights(account, actor)
    )


def can_delete_account(*, actor: Actor, account: CustomUser | None = None) -> bool:
    """Say who deletes this account, or any at all; nobody their own."""
    return actor.has_perm("custom_user.delete_customuser") and (
        account is None
        or (account.pk != actor.pk and not _has_more_rights(account, actor))
    )


def can_end_access(*, actor: Actor, account: CustomUser) -> bool:
    """Say who ends the sessions and removes the second factors of somebody else.

    Nobody for themselves: whoever finds a desk unlocked must not get rid of its
    factors.
    """
    return account.pk != actor.pk and can_manage_account(actor=actor, account=account)


def changeable_rights(*, actor: Actor, account: CustomUser | None) -> frozenset[str]:
    """Return the columns of `RIGHTS` that the actor may write; none of the own ones."""
    if account is not None and account.pk == actor.pk:
        return frozenset()
    return RIGHTS if actor.is_superuser else RIGHTS - SUPERUSER_RIGHT


def grantable_groups(*, actor: Actor) -> Q:
    """Return the condition on groups that give no more rights than the actor has."""
    if actor.is_superuser:
        return Q()
    beyond = _permissions_beyond(actor).filter(group=OuterRef("pk"))
    return ~Q(Exists(beyond))


def _has_more_rights(account: CustomUser, actor: Actor) -> bool:
    if actor.is_superuser or account.pk == actor.pk:
        return False
    # Asked of the groups and not of the account, which has no rights while disabled.
    beyond = _permissions_beyond(actor).filter(
        group__in=Group.objects.filter(user=account.pk)
    )
    return account.is_superuser or beyond.exists()


def _permissions_beyond(actor: Actor) -> QuerySet[Permission]:
    own = Group.objects.filter(user=actor.pk)
    return Permission.objects.exclude(group__in=own)
