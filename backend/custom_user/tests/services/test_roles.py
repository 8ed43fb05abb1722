"""Roles are groups with exactly their permissions."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command

from custom_user.constants import Role
from custom_user.services.roles import RoleChanges, ensure_roles

pytestmark = pytest.mark.django_db


def permissions(role: Role) -> set[str]:
    rows = Group.objects.get(name=role.value).permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


def test_every_role_is_a_group() -> None:
    assert ensure_roles() == RoleChanges(created=7, changed=0, unchanged=0)

    names = set(Group.objects.values_list("name", flat=True))
    assert names == {
        "Administrator",
        "Editor",
        "Author",
        "Contributor",
        "Moderator",
        "Reader",
        "Support Agent",
    }


def test_a_second_run_changes_nothing() -> None:
    ensure_roles()

    assert ensure_roles() == RoleChanges(created=0, changed=0, unchanged=7)


def test_changed_permissions_are_put_right() -> None:
    ensure_roles()
    group = Group.objects.get(name="Reader")
    group.permissions.set(Permission.objects.all()[:3])

    assert ensure_roles() == RoleChanges(created=0, changed=1, unchanged=6)
    assert permissions(Role.READER) == {"blog.can_comment", "blog.can_view_blog"}


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.ADMINISTRATOR, "custom_user.delete_customuser", "auth.add_group"),
        (Role.EDITOR, "blog.delete_redirect", "author.delete_author"),
        (Role.AUTHOR, "blog.change_post", "blog.delete_post"),
        (Role.CONTRIBUTOR, "blog.submit_post", "blog.publish_post"),
        (Role.MODERATOR, "blog.moderate_comment", "blog.add_post"),
        (Role.READER, "blog.can_comment", "blog.view_post"),
        (Role.SUPPORT_AGENT, "author.view_author", "author.change_author"),
    ],
)
def test_a_role_may_what_it_is_for_and_no_more(
    role: Role, may: str, may_not: str
) -> None:
    ensure_roles()

    assert may in permissions(role)
    assert may_not not in permissions(role)


def test_support_agents_only_look_at_authors_and_posts() -> None:
    ensure_roles()

    assert all(
        name.startswith(("blog.view_", "author.view_"))
        for name in permissions(Role.SUPPORT_AGENT)
    )


def test_only_moderators_and_editors_have_a_say_about_comments() -> None:
    ensure_roles()

    having = {role for role in Role if "blog.moderate_comment" in permissions(role)}
    assert having == {Role.ADMINISTRATOR, Role.EDITOR, Role.MODERATOR}


def test_publishing_is_not_among_what_contributors_may() -> None:
    ensure_roles()

    assert permissions(Role.AUTHOR) - permissions(Role.CONTRIBUTOR) == {
        "blog.publish_post",
        "blog.archive_post",
        "blog.view_revision",
        "blog.add_mediafile",
        "blog.change_mediafile",
        "blog.add_tag",
    }


def test_editors_leave_accounts_groups_and_flags_alone() -> None:
    ensure_roles()

    apps = {name.partition(".")[0] for name in permissions(Role.EDITOR)}
    assert apps == {"author", "blog"}


def test_administrators_get_what_a_new_model_brings() -> None:
    ensure_roles()
    model = ContentType.objects.create(app_label="custom_user", model="brandnew")
    Permission.objects.create(content_type=model, codename="view_brandnew")

    assert ensure_roles() == RoleChanges(created=0, changed=1, unchanged=6)
    assert "custom_user.view_brandnew" in permissions(Role.ADMINISTRATOR)


def test_a_dry_run_tells_and_changes_nothing() -> None:
    out = StringIO()
    call_command("seed_roles", "--dry-run", stdout=out)

    assert out.getvalue() == "Roles: 7 created, 0 changed, 0 unchanged.\n"
    assert not Group.objects.exists()

    ensure_roles()
    Group.objects.get(name="Reader").permissions.clear()
    assert ensure_roles(dry_run=True) == RoleChanges(0, 1, 6)
    assert permissions(Role.READER) == set()


def test_missing_permissions_ask_for_migrations() -> None:
    Permission.objects.filter(codename="add_post").delete()

    with pytest.raises(CommandError, match=r"blog.add_post .* migrate"):
        call_command("seed_roles")
    assert not Group.objects.exists()


def test_the_command_reports_for_people_and_programs() -> None:
    out = StringIO()
    call_command("seed_roles", stdout=out)
    assert out.getvalue() == "Roles: 7 created, 0 changed, 0 unchanged.\n"

    out = StringIO()
    call_command("seed_roles", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"created": 0, "changed": 0, "unchanged": 7}
