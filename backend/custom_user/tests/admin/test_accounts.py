"""Accounts in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from custom_user.models import CustomUser
from custom_user.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ADD = "admin:custom_user_customuser_add"
LIST = "admin:custom_user_customuser_changelist"


@pytest.fixture(autouse=True)
def _logged_in(client: Client) -> None:
    client.force_login(UserFactory.create(superuser=True))


def new_account(**changes: str) -> dict[str, str]:
    return {
        "email": "Ada@Example.org",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **changes,
    }


def changed(user: CustomUser, **changes: Any) -> dict[str, Any]:
    profile = user.user_profile
    return {
        "email": user.email,
        "username": "",
        "is_active": "on",
        "tier": "standard",
        "user_profile-TOTAL_FORMS": 1,
        "user_profile-INITIAL_FORMS": 1,
        "user_profile-0-id": profile.pk,
        "user_profile-0-user": user.pk,
        "user_profile-0-phone_no": "",
        "user_profile-0-city": "",
        **changes,
    }


def user_with_history() -> CustomUser:
    user = UserFactory.create()
    LogEntry.objects.log_actions(user.pk, [user], CHANGE, "Changed.")
    return user


def change_page(user: CustomUser) -> str:
    return reverse("admin:custom_user_customuser_change", args=[user.pk])


def test_an_account_is_added_by_address_with_its_profile(client: Client) -> None:
    client.post(reverse(ADD), new_account())

    user = CustomUser.objects.get(email="ada@example.org")
    assert user.check_password(PASSWORD)
    assert user.user_profile.phone_no is None


def test_an_account_can_be_added_without_a_password(client: Client) -> None:
    client.post(reverse(ADD), new_account(usable_password="false"))

    assert not CustomUser.objects.get(email="ada@example.org").has_usable_password()


def test_a_second_account_of_one_address_is_refused(client: Client) -> None:
    UserFactory.create(email="ada@example.org")

    response = client.post(reverse(ADD), new_account())

    assert "already exists" in response.content.decode()
    assert CustomUser.objects.filter(email__iexact="ada@example.org").count() == 1


def test_a_weak_password_is_refused(client: Client) -> None:
    client.post(reverse(ADD), new_account(password1="1234", password2="1234"))

    assert not CustomUser.objects.filter(email="ada@example.org").exists()


def test_two_accounts_can_do_without_handle_and_phone_number(client: Client) -> None:
    for user in UserFactory.create_batch(2):
        data = changed(user, first_name="Ada", email=user.email.upper())
        assert client.post(change_page(user), data).status_code == 302
        user.refresh_from_db()
        assert (user.first_name, user.username) == ("Ada", None)


def test_a_phone_number_in_another_form_is_refused(client: Client) -> None:
    user = UserFactory.create()

    response = client.post(
        change_page(user), changed(user, **{"user_profile-0-phone_no": "030 1234"})
    )

    assert "international form" in response.content.decode()


def test_accounts_that_did_something_here_are_deleted(client: Client) -> None:
    one, two, three = (user_with_history() for _ in range(3))

    client.post(
        reverse("admin:custom_user_customuser_delete", args=[one.pk]), {"post": "yes"}
    )
    chosen = {"action": "delete_selected", "_selected_action": [two.pk]}
    client.post(reverse(LIST), {**chosen, "post": "yes"})

    left = CustomUser.objects.filter(pk__in=[one.pk, two.pk, three.pk])
    assert left.get() == three
    # As after an erasure, the log of the admin does not tell who they were.
    traces = LogEntry.objects.filter(content_type__model="customuser")
    names = {entry.object_repr for entry in traces}
    assert not names & {one.email, two.email}


def test_who_may_only_change_accounts_deletes_none(client: Client) -> None:
    staff = UserFactory.create(staff=True)
    group = Group.objects.create(name="helpers")
    group.permissions.set(
        Permission.objects.filter(codename__in=["view_customuser", "change_customuser"])
    )
    staff.groups.add(group)
    client.force_login(staff)
    user = user_with_history()

    page = reverse("admin:custom_user_customuser_delete", args=[user.pk])

    assert client.post(page, {"post": "yes"}).status_code == 403
    assert CustomUser.objects.filter(pk=user.pk).exists()
