"""Who may do what with public profiles; everybody keeps the own one in order."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from author.models import Author
from custom_user.services import Account

Actor = Account | AnonymousUser

PROFILE_FIELDS = frozenset({"name", "slug", "bio", "email", "avatar", "links"})
# Whoever it names owns the posts of the profile, so nobody hands over the own one.
ACCOUNT_FIELD = frozenset({"user"})


def owns_profile(*, actor: Actor, author: Author) -> bool:
    """Say whether the profile is about the actor."""
    return actor.is_active and author.user_id == actor.pk


def can_view_author(*, actor: Actor, author: Author | None = None) -> bool:
    """Say who sees a profile before anything of it is public; all, without one."""
    return actor.has_perm("author.view_author") or (
        author is not None and owns_profile(actor=actor, author=author)
    )


def viewable_authors(*, actor: Actor) -> Q:
    """Return `can_view_author` as a condition on many profiles."""
    if can_view_author(actor=actor):
        return Q()
    return Q(user=actor.pk) if actor.is_active else Q(pk__in=[])


def can_create_author(*, actor: Actor) -> bool:
    """Say who makes profiles, also for others."""
    return actor.has_perm("author.add_author")


def can_edit_author(*, actor: Actor, author: Author | None = None) -> bool:
    """Say who changes this profile, or any one without `author`."""
    return actor.has_perm("author.change_author") or (
        author is not None and owns_profile(actor=actor, author=author)
    )


def editable_author_fields(*, actor: Actor, author: Author) -> frozenset[str]:
    """Return the columns of this profile that the actor may write."""
    if actor.has_perm("author.change_author"):
        return PROFILE_FIELDS | ACCOUNT_FIELD
    return PROFILE_FIELDS if owns_profile(actor=actor, author=author) else frozenset()


def can_delete_author(*, actor: Actor) -> bool:
    """Say who deletes profiles; nobody deletes one that has posts."""
    return actor.has_perm("author.delete_author")
