"""Accounts: made with their profile or not at all, found by e-mail address."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from custom_user.models import CustomUser, UserProfile
from custom_user.services.accounts import store_new_account
from custom_user.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_an_account_is_made_with_its_profile() -> None:
    user = CustomUser.objects.create_user(" Ada@Example.ORG ", PASSWORD)

    assert user.email == "ada@example.org"
    assert UserProfile.objects.get().user == user
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_without_its_profile_there_is_no_account() -> None:
    with (
        patch.object(UserProfile.objects, "create", side_effect=IntegrityError),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        CustomUser.objects.create_user("ada@example.org", PASSWORD)

    assert not CustomUser.objects.exists()


def test_a_new_account_of_a_form_is_stored_with_its_profile() -> None:
    user = CustomUser(email="ada@example.org")

    store_new_account(user)

    assert user.user_profile.pk


def test_an_address_belongs_to_one_account_in_any_spelling() -> None:
    UserFactory.create(email="ada@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        CustomUser.objects.create_user("ADA@example.org", PASSWORD)


def test_somebody_logs_in_by_address_in_any_spelling() -> None:
    user = UserFactory.create(email="ada@example.org")

    assert authenticate(username="Ada@Example.org", password=PASSWORD) == user
    assert authenticate(username="ada@example.org", password="wrong") is None


def test_many_accounts_do_without_handle_and_phone_number() -> None:
    users = UserFactory.create_batch(2)

    assert {user.username for user in users} == {None}
    assert {user.user_profile.phone_no for user in users} == {None}


def test_createsuperuser_works_without_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "Root@example.org")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command("createsuperuser", "--noinput", verbosity=0)

    user = CustomUser.objects.get(email="root@example.org")
    assert (user.is_superuser, user.is_staff) == (True, True)
    assert user.check_password(PASSWORD)
    assert user.user_profile.pk


def test_a_second_superuser_of_one_address_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    UserFactory.create(email="root@example.org")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", "--noinput", email="root@example.org")
