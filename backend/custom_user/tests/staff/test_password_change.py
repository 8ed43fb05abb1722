"""Staff change their own password in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import BaseCache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from custom_user.models import AuthToken, CustomUser
from custom_user.services.tokens import open_session
from custom_user.tests.factories import PASSWORD
from custom_user.tests.mailbox import mails_sent
from custom_user.tests.staff.conftest import LogIn

pytestmark = pytest.mark.django_db
NEW = "another correct horse battery"


@pytest.fixture(autouse=True)
def _inside(cache: BaseCache, member: CustomUser, log_in: LogIn) -> None:
    log_in()


def change(client: Client, *, old: str = PASSWORD, new: str = NEW) -> Any:
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("admin:password_change"), data)


def test_it_ends_every_other_session_and_goes_on(
    client: Client, member: CustomUser
) -> None:
    open_session(user=member, device_name="phone", now=timezone.now())
    other = Client()
    other.force_login(member)

    with mails_sent() as mails:
        answer = change(client)

    assert answer["Location"] == reverse("admin:password_change_done")
    assert client.get("/blog-cms/").status_code == 200
    assert not AuthToken.objects.exists()
    assert other.get("/blog-cms/").status_code == 302
    member.refresh_from_db()
    assert member.check_password(NEW)
    assert [mail.to for mail in mails] == [[member.email]]


@pytest.mark.parametrize("wrong", [{"old": "wrong"}, {"new": "12345678"}])
def test_a_wrong_or_weak_password_changes_nothing(
    client: Client, member: CustomUser, wrong: dict[str, str]
) -> None:
    assert change(client, **wrong).status_code == 200

    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_the_present_password_is_not_guessed_for_ever(
    client: Client, settings: Settings
) -> None:
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "login_account": "10/5min"}
    pages = [change(client, old=f"wrong {n}").content.decode() for n in range(12)]

    assert sum("This is not the password." in page for page in pages) <= 10
    assert "Too many attempts" in pages[-1]
    assert "Too many attempts" in change(client).content.decode()


def test_accounts_change_their_own_password_nowhere_else(
    client: Client, member: CustomUser
) -> None:
    CustomUser.objects.filter(pk=member.pk).update(is_superuser=True)
    page = reverse("admin:auth_user_password_change", args=[member.pk])
    data = {"password1": NEW, "password2": NEW, "usable_password": "true"}

    for answer in (client.get(page), client.post(page, data)):
        assert answer["Location"] == reverse("admin:password_change")
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
