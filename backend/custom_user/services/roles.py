"""The roles of the project as groups with Django's permissions.

Permissions are named by text, because models of other apps are private.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from custom_user.constants import Role

ADMINISTERED_APPS = ("author", "blog", "common", "custom_user")
CURATED = (
    "post",
    "postauthor",
    "mediafile",
    "tag",
    "series",
    "seriesmember",
    "redirect",
)
MEMBERSHIP = {"blog.can_comment", "blog.can_view_blog"}
# What the forms of posts show and look up.
LOOKED_UP = {"author.view_author", "blog.view_tag", "blog.view_mediafile"}
# Without `view_post` and `change_any_post`, policies take it for the own posts.
DRAFTING = {
    "blog.add_post",
    "blog.change_post",
    "blog.update_title",
    "blog.update_content",
    "blog.submit_post",
}
RELEASING = {"blog.publish_post", "blog.archive_post"}
ILLUSTRATING = {"blog.add_mediafile", "blog.change_mediafile", "blog.add_tag"}


class PermissionsMissingError(Exception):
    """The database does not have permissions that the roles are made of."""


@dataclass(frozen=True)
class RoleChanges:
    """How many roles were made, changed and found as they should be."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def ensure_roles(*, dry_run: bool = False) -> RoleChanges:
    """Give every role its group with exactly its permissions, or tell what that takes.

    Raises:
        PermissionsMissingError: migrations have not run.
    """
    known = _known_permissions()
    created = changed = 0
    for role in Role:
        wanted = {_id_of(name, known) for name in permissions_of(role, known)}
        group, is_new = Group.objects.get_or_create(name=role.value)
        if is_new:
            created += 1
        present = set(group.permissions.values_list("pk", flat=True))
        if present != wanted:
            group.permissions.set(wanted)
            changed += not is_new
    if dry_run:
        transaction.set_rollback(True)
    return RoleChanges(created, changed, len(Role) - created - changed)


def permissions_of(role: Role, known: Iterable[str]) -> set[str]:
    """Return the permissions of a role as `app.codename`."""
    reading = {
        name
        for name in known
        if name.startswith(("author.view_", "blog.view_"))
        and "importrecord" not in name
    }
    drafting = MEMBERSHIP | LOOKED_UP | DRAFTING
    writing = drafting | RELEASING | ILLUSTRATING | {"blog.view_revision"}
    editing = {"blog.review_post", "blog.change_any_post", "blog.moderate_comment"}
    grants: dict[Role, set[str]] = {
        Role.ADMINISTRATOR: {
            name for name in known if name.partition(".")[0] in ADMINISTERED_APPS
        },
        Role.EDITOR: reading
        | writing
        | editing
        | {
            f"blog.{do}_{what}"
            for do in ("add", "change", "delete")
            for what in CURATED
        }
        | {"author.add_author", "author.change_author"},
        Role.AUTHOR: writing,
        Role.CONTRIBUTOR: drafting,
        Role.MODERATOR: reading | MEMBERSHIP | {"blog.moderate_comment"},
        Role.READER: MEMBERSHIP,
        Role.SUPPORT_AGENT: reading,
    }
    return grants[role]


def _known_permissions() -> dict[str, int]:
    rows = Permission.objects.values_list(
        "content_type__app_label", "codename", "pk"
    ).filter(content_type__app_label__in=ADMINISTERED_APPS)
    return {f"{app}.{codename}": pk for app, codename, pk in rows}


def _id_of(name: str, known: dict[str, int]) -> int:
    if name not in known:
        message = f"The permission {name} does not exist; run manage.py migrate first."
        raise PermissionsMissingError(message)
    return known[name]
