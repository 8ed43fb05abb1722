"""What belongs to accounts, seen by whoever sees accounts, without secrets."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from custom_user.constants import Role
from custom_user.models import (
    AccountErasure,
    ApiKey,
    AuthToken,
    CustomUser,
    DataExport,
    NotificationChoice,
    SpentSecret,
)
from custom_user.services.tokens import open_session
from custom_user.tests.factories import ApiKeyFactory, UserFactory
from custom_user.tests.roles import member_of

pytestmark = pytest.mark.django_db
MAX_STATEMENTS = 15
SECRET = "5ecret5ecret"
PAGES = [
    AccountErasure,
    ApiKey,
    AuthToken,
    Authenticator,
    CustomUser,
    DataExport,
    EmailAddress,
    NotificationChoice,
    SocialAccount,
    SpentSecret,
]


def page(model: type[models.Model], view: str, *args: Any) -> str:
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args
    )


def fill(rows: int) -> None:
    now = timezone.now()
    start = CustomUser.objects.count()
    for number in range(start, start + rows):
        user = UserFactory.create()
        ApiKeyFactory.create(owner=user)
        open_session(user=user, device_name="phone", now=now)
        AccountErasure.objects.create(user=user, erase_after=now)
        Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
        DataExport.objects.create(user=user, content={"x": SECRET}, expires_at=now)
        EmailAddress.objects.create(user=user, email=user.email)
        NotificationChoice.objects.create(user=user, kind="new_posts", is_wanted=True)
        SocialAccount.objects.create(
            user=user, provider="github", uid=str(number), extra_data={"x": SECRET}
        )
        SpentSecret.objects.create(digest=f"{SECRET}{number}", expires_at=now)


@pytest.fixture
def administrator(client: Client) -> CustomUser:
    user = member_of(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_a_list_of_a_hundred_opens_in_few_statements(
    client: Client, administrator: CustomUser, model: type[models.Model]
) -> None:
    fill(2)
    client.get(page(model, "changelist"))
    with CaptureQueriesContext(connection) as few:
        client.get(page(model, "changelist"))
    fill(98)

    with CaptureQueriesContext(connection) as many:
        response = client.get(page(model, "changelist"))

    assert response.status_code == 200
    assert len(many) == len(few) <= MAX_STATEMENTS


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_no_page_shows_a_secret(
    client: Client, administrator: CustomUser, model: type[models.Model]
) -> None:
    fill(1)
    row = model._default_manager.order_by("pk").last()
    assert row is not None
    shown = ""

    views = [page(model, "changelist")]
    if model is not AuthToken:
        views.append(page(model, "change", row.pk))
    for address in views:
        response = client.get(address)
        assert response.status_code == 200
        shown += response.content.decode()

    digests = [*ApiKey.objects.all(), *AuthToken.objects.all()]
    for secret in (SECRET, *(each.digest for each in digests)):
        assert secret not in shown


@pytest.mark.parametrize(
    "model",
    [model for model in PAGES if model is not CustomUser],
    ids=lambda model: model._meta.label,
)
def test_not_even_a_superuser_writes_there(
    client: Client, model: type[models.Model]
) -> None:
    client.force_login(UserFactory.create(superuser=True))
    fill(1)
    row = model._default_manager.order_by("pk").last()
    assert row is not None

    for address in (
        page(model, "add"),
        page(model, "change", row.pk),
        page(model, "delete", row.pk),
    ):
        assert client.post(address, {"post": "yes"}).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("role", set(Role) - {Role.ADMINISTRATOR})
def test_other_roles_see_none_of_it(client: Client, role: Role) -> None:
    client.force_login(member_of(role, is_staff=True))

    for model in PAGES:
        assert client.get(page(model, "changelist")).status_code == 403


def test_tables_that_nobody_needs_have_no_page() -> None:
    for model in (SocialApp, SocialToken):
        assert not admin.site.is_registered(model)


def test_an_account_goes_with_what_belongs_to_it(
    client: Client, administrator: CustomUser
) -> None:
    fill(1)
    user = CustomUser.objects.latest("pk")

    client.post(page(CustomUser, "delete", user.pk), {"post": "yes"})

    assert not CustomUser.objects.filter(pk=user.pk).exists()
    assert not ApiKey.objects.exists()


def test_keys_of_all_are_revoked_and_it_is_recorded(
    client: Client, administrator: CustomUser
) -> None:
    one, two, gone = ApiKeyFactory.create_batch(3)
    ApiKey.objects.filter(pk=gone.pk).update(revoked_at=timezone.now())
    data = {"action": "revoke", "_selected_action": [one.pk, gone.pk]}

    answer = client.post(page(ApiKey, "changelist"), data, follow=True)

    assert "Keys revoked: 1." in answer.content.decode()
    assert list(ApiKey.objects.usable(timezone.now())) == [two]
    assert LogEntry.objects.get().object_id == str(one.pk)


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (AuthToken, "digest__startswith"),
        (Authenticator, "data__icontains"),
        (DataExport, "content__icontains"),
        (SpentSecret, "digest__startswith"),
    ],
)
def test_what_is_not_shown_cannot_be_asked_for_bit_by_bit(
    client: Client, administrator: CustomUser, model: type[models.Model], lookup: str
) -> None:
    answer = client.get(page(model, "changelist"), {lookup: "a"})

    assert answer.status_code == 400
