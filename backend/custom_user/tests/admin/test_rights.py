"""Nobody gets more rights by the pages of accounts than they have."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from custom_user.constants import Role
from custom_user.exceptions import LinkInvalidError
from custom_user.models import AuthToken, CustomUser
from custom_user.services.email_change import request_email_change
from custom_user.services.tokens import open_session
from custom_user.services.verification import open_verification_link
from custom_user.tests.admin.test_accounts import change_page, changed
from custom_user.tests.factories import PASSWORD, ApiKeyFactory, UserFactory
from custom_user.tests.mailbox import mails_sent
from custom_user.tests.roles import member_of
from custom_user.tests.second_factors import turn_on_app, verified_user

pytestmark = pytest.mark.django_db
LIST = "admin:custom_user_customuser_changelist"
NEW = "another correct horse battery"


@pytest.fixture
def administrator(client: Client) -> CustomUser:
    """Somebody in the role, and not a superuser."""
    user = member_of(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def with_more_rights() -> list[CustomUser]:
    """Return accounts that an administrator must not get hold of."""
    root = UserFactory.create(superuser=True)
    strong = UserFactory.create()
    group = Group.objects.create(name="group admins")
    group.permissions.set(Permission.objects.filter(codename="change_group"))
    strong.groups.add(group)
    # Has no permissions while disabled, but would have them again.
    disabled = UserFactory.create(superuser=True, is_active=False)
    also_disabled = UserFactory.create(is_active=False)
    also_disabled.groups.add(group)
    return [root, strong, disabled, also_disabled]


def fields_of(client: Client, user: CustomUser) -> set[str]:
    form = client.get(change_page(user)).context["adminform"].form
    return set(form.fields)


def act(client: Client, action: str, *users: CustomUser) -> Any:
    data = {"action": action, "_selected_action": [user.pk for user in users]}
    return client.post(reverse(LIST), data, follow=True)


def test_an_administrator_gives_roles_and_never_superuser(
    client: Client, administrator: CustomUser
) -> None:
    user = UserFactory.create()
    groups = Group.objects.filter(name__in=[Role.EDITOR, Role.ADMINISTRATOR])
    data = {"is_staff": "on", "is_superuser": "on", "groups": [g.pk for g in groups]}

    assert client.post(change_page(user), changed(user, **data)).status_code == 302

    user.refresh_from_db()
    assert user.is_staff
    assert not user.is_superuser
    assert set(user.groups.all()) == set(groups)


def test_a_group_with_more_rights_cannot_be_given(
    client: Client, administrator: CustomUser
) -> None:
    *_, strong = with_more_rights()
    user = UserFactory.create()
    group = strong.groups.get()

    answer = client.post(change_page(user), changed(user, groups=[group.pk]))

    assert answer.status_code == 200
    assert "groups" in answer.context["adminform"].form.errors
    assert not user.groups.exists()


@pytest.mark.parametrize("number", range(4))
def test_whoever_has_more_rights_is_out_of_reach(
    client: Client, administrator: CustomUser, number: int
) -> None:
    user = with_more_rights()[number]
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    delete = reverse("admin:custom_user_customuser_delete", args=[user.pk])
    posts = {
        change_page(user): changed(user, email="mine@example.org"),
        password: {"password1": NEW, "password2": NEW, "usable_password": "true"},
        delete: {"post": "yes"},
    }

    for address, data in posts.items():
        assert client.post(address, data).status_code == 403
    for action in ("end_sessions", "remove_factors", "resend_verification"):
        assert "more rights than yours" in act(client, action, user).content.decode()

    assert client.get(change_page(user)).status_code == 200
    before = user.session_epoch
    user.refresh_from_db()
    assert (user.session_epoch, user.check_password(PASSWORD)) == (before, True)
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("is_superuser", [True, False])
def test_nobody_edits_their_own_rights(client: Client, *, is_superuser: bool) -> None:
    user = member_of(Role.ADMINISTRATOR, is_superuser=is_superuser)
    client.force_login(user)
    data = {"groups": [], "is_staff": "", "tier": "unlimited", "first_name": "Ada"}

    assert client.post(change_page(user), changed(user, **data)).status_code == 302

    user.refresh_from_db()
    assert (user.first_name, user.tier, user.is_staff) == ("Ada", "standard", True)
    assert user.groups.exists()
    assert fields_of(client, user) == {"first_name", "last_name", "username"}
    delete = reverse("admin:custom_user_customuser_delete", args=[user.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_a_superuser_makes_superusers(client: Client) -> None:
    client.force_login(UserFactory.create(superuser=True))
    user = UserFactory.create()

    client.post(change_page(user), changed(user, is_superuser="on"))

    user.refresh_from_db()
    assert user.is_superuser


def test_permissions_of_accounts_and_hashes_are_not_on_the_page(
    client: Client,
) -> None:
    client.force_login(UserFactory.create(superuser=True))
    user = UserFactory.create()

    page = client.get(change_page(user)).content.decode()

    assert "user_permissions" not in page
    assert user.password.partition("$")[0] not in page
    data = changed(user, user_permissions=[Permission.objects.all()[0].pk])
    client.post(change_page(user), data)
    assert not user.user_permissions.exists()


def test_other_roles_see_no_accounts(client: Client) -> None:
    user = UserFactory.create()
    for role in set(Role) - {Role.ADMINISTRATOR}:
        client.force_login(member_of(role, is_staff=True))

        assert client.get(change_page(user)).status_code == 403


def test_deactivating_ends_everything_at_once(
    client: Client, administrator: CustomUser
) -> None:
    user = UserFactory.create(staff=True)
    open_session(user=user, device_name="phone", now=timezone.now())
    key = ApiKeyFactory.create(owner=user)
    session = Client()
    session.force_login(user)

    client.post(change_page(user), changed(user, is_active=""))

    assert not AuthToken.objects.exists()
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert session.get("/blog-cms/").status_code == 302


def test_a_password_that_is_set_for_somebody_ends_their_sessions(
    client: Client, administrator: CustomUser
) -> None:
    user = UserFactory.create()
    open_session(user=user, device_name="phone", now=timezone.now())
    page = reverse("admin:auth_user_password_change", args=[user.pk])

    with mails_sent() as mails:
        client.post(
            page, {"password1": NEW, "password2": NEW, "usable_password": "true"}
        )

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not AuthToken.objects.exists()
    assert [mail.to for mail in mails] == [[user.email]]
    assert client.get("/blog-cms/").status_code == 200


def test_sessions_are_ended_for_others(
    client: Client, administrator: CustomUser
) -> None:
    user, other = UserFactory.create_batch(2)
    for each in (user, other, administrator):
        open_session(user=each, device_name="phone", now=timezone.now())

    act(client, "end_sessions", user, administrator)

    left = AuthToken.objects.values_list("user", flat=True)
    assert set(left) == {other.pk, administrator.pk}
    entry = LogEntry.objects.get()
    assert entry.get_change_message() == "Ended all sessions."
    assert (entry.user_id, entry.object_id) == (administrator.pk, str(user.pk))


def test_factors_are_removed_for_others_and_they_get_a_mail(
    client: Client, administrator: CustomUser, settings: Settings
) -> None:
    user, without = verified_user(), UserFactory.create()
    turn_on_app(user)
    open_session(user=user, device_name="phone", now=timezone.now())

    with mails_sent() as mails:
        page = act(client, "remove_factors", user, without)

    assert not Authenticator.objects.exists()
    assert not AuthToken.objects.exists()
    assert [mail.to for mail in mails] == [[user.email]]
    assert "Accounts: 1." in page.content.decode()
    assert LogEntry.objects.get().get_change_message().startswith("Removed all second")


def test_the_verification_is_sent_again(
    client: Client, administrator: CustomUser
) -> None:
    user = UserFactory.create()

    with mails_sent() as mails:
        act(client, "resend_verification", user)

    assert [mail.to for mail in mails] == [[user.email]]
    assert LogEntry.objects.count() == 1


def test_a_right_to_see_is_none_to_help(client: Client) -> None:
    user = UserFactory.create(staff=True)
    group = Group.objects.create(name="viewers")
    group.permissions.set(Permission.objects.filter(codename="view_customuser"))
    user.groups.add(group)
    client.force_login(user)

    page = client.get(reverse(LIST))

    assert page.status_code == 200
    for action in ("end_sessions", "remove_factors", "resend_verification"):
        assert action not in page.content.decode()


@pytest.mark.parametrize("spelling", ["{}", "0{}", "+{}", " {}"])
def test_the_own_password_wants_the_present_one_however_the_page_is_named(
    client: Client, administrator: CustomUser, spelling: str
) -> None:
    name = spelling.format(administrator.pk)
    page = reverse("admin:auth_user_password_change", args=[name])
    data = {"password1": NEW, "password2": NEW, "usable_password": "true"}

    answer = client.post(page, data)

    assert answer["Location"] == reverse("admin:password_change")
    administrator.refresh_from_db()
    assert administrator.check_password(PASSWORD)


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(
    "measure", ["new address", "disabled", "no password", "sessions"]
)
def test_locking_somebody_out_ends_the_change_of_address_they_asked_for(
    client: Client, administrator: CustomUser, measure: str
) -> None:
    user = verified_user()
    request_email_change(user=user, email="thief@example.org")
    key = EmailConfirmationHMAC(EmailAddress.objects.get(primary=False)).key

    match measure:
        case "new address":
            client.post(change_page(user), changed(user, email="new@example.org"))
        case "disabled":
            client.post(change_page(user), changed(user, is_active=""))
            CustomUser.objects.filter(pk=user.pk).update(is_active=True)
        case "no password":
            page = reverse("admin:auth_user_password_change", args=[user.pk])
            client.post(page, {"usable_password": "false", "unset-password": "x"})
        case _:
            act(client, "end_sessions", user)

    epoch = user.session_epoch
    user.refresh_from_db()
    assert user.session_epoch > epoch
    with pytest.raises(LinkInvalidError):
        open_verification_link(key=key, now=timezone.now())
