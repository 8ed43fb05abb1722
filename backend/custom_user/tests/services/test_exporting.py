from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custom_user.constants import EXPORT_LIFETIME
from custom_user.events import personal_data_requested
from custom_user.models import ApiKey, AuthToken, CustomUser, DataExport
from custom_user.services.exporting import (
    EXPORTS_PER_ACCOUNT,
    MADE_WITHIN,
    enqueue_lost_exports,
    make_export,
    request_export,
)
from custom_user.services.notifications import choose_notifications
from custom_user.services.profile import update_profile
from custom_user.services.tokens import open_session
from custom_user.tests.authenticator import SITE, SoftAuthenticator
from custom_user.tests.factories import ApiKeyFactory
from custom_user.tests.mailbox import mails_sent
from custom_user.tests.second_factors import give_passkey, turn_on_app, verified_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def user(settings: Any) -> CustomUser:
    settings.SITE_URL = SITE
    return verified_user(email="ada@example.org", first_name="Ada")


def sections_of(user: CustomUser) -> dict[str, Any]:
    """Have a copy made, and return what is in it."""
    export = request_export(user=user, now=NOW)
    make_export(export_id=export.pk, now=NOW)
    export.refresh_from_db()
    content: Any = export.content
    return dict(content["sections"])


def fill(user: CustomUser) -> list[str]:
    """Give the account one of everything; return the secrets that belong to it."""
    update_profile(user=user, changes={"phone": "+4930123456", "city": "Berlin"})
    _, token = open_session(user=user, device_name="phone", now=NOW)
    secret, codes = turn_on_app(user)
    give_passkey(user, SoftAuthenticator())
    key: Any = ApiKeyFactory.create(owner=user, name="importer")
    SocialAccount.objects.create(
        user=user,
        provider="github",
        uid="4711",
        extra_data={"login": "ada", "access_token": "gh-secret", "at_hash": "h-secret"},
    )
    choose_notifications(user=user, choices={"new_posts": False})
    user.groups.add(Group.objects.create(name="Chess club"))
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(CustomUser),
        object_id="1",
        object_repr="somebody",
        action_flag=CHANGE,
        change_message="Changed city.",
    )
    stored = [
        *AuthToken.objects.values_list("digest", flat=True),
        *ApiKey.objects.values_list("digest", flat=True),
        *(
            str(value)
            for row in Authenticator.objects.all()
            for name, value in row.data.items()
            # Not what is the same for everybody, such as a counter.
            if name != "name" and len(str(value)) > 5
        ),
    ]
    password = CustomUser.objects.get(pk=user.pk).password
    provider = ["gh-secret", "h-secret"]
    return [token, secret, *codes, key.text, password, *stored, *provider]


def test_a_copy_has_everything_this_app_knows(user: CustomUser) -> None:
    fill(user)

    sections = sections_of(user)

    account = sections["account"]
    assert (account["email"], account["phone"]) == ("ada@example.org", "+4930123456")
    assert sections["addresses"] == [
        {"email": "ada@example.org", "verified": True, "primary": True}
    ]
    assert [row["device_name"] for row in sections["sessions"]] == ["phone"]
    assert sorted(row["type"] for row in sections["factors"]) == ["passkey", "totp"]
    assert sections["social_accounts"][0]["uid"] == "4711"
    assert sections["social_accounts"][0]["told_by_the_provider"] == {"login": "ada"}
    assert [row["name"] for row in sections["api_keys"]] == ["importer"]
    assert sections["notifications"]["new_posts"] is False
    assert sections["groups"] == ["Chess club"]
    assert sections["deletion_requests"] == []
    assert sections["admin_log"][0]["change_message"] == "Changed city."


def test_no_secret_and_no_digest_is_in_a_copy(user: CustomUser) -> None:
    secrets = fill(user)
    assert len(secrets) > 20

    text = json.dumps(sections_of(user))

    assert [secret for secret in secrets if secret in text] == []


def test_a_copy_has_nothing_of_others(user: CustomUser) -> None:
    fill(user)
    other = verified_user(email="bob@example.org")

    text = json.dumps(sections_of(other))

    assert "ada" not in text
    assert "4711" not in text


def test_the_number_of_statements_does_not_grow(user: CustomUser) -> None:
    counts = []
    for number in (1, 50):
        for _ in range(number):
            ApiKeyFactory.create(owner=user)
        with CaptureQueriesContext(connection) as queries:
            sections_of(user)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 40


def test_a_job_that_runs_twice_makes_one_copy_and_one_mail(user: CustomUser) -> None:
    export = request_export(user=user, now=NOW)

    with mails_sent() as mails:
        make_export(export_id=export.pk, now=NOW)
        make_export(export_id=export.pk, now=NOW + timedelta(hours=1))

    export.refresh_from_db()
    assert export.ready_at == NOW
    assert export.expires_at == NOW + EXPORT_LIFETIME
    assert len(mails) == 1


def test_nothing_is_made_for_a_closed_account(user: CustomUser) -> None:
    export = request_export(user=user, now=NOW)
    CustomUser.objects.filter(pk=user.pk).update(is_active=False)

    make_export(export_id=export.pk, now=NOW)
    make_export(export_id=export.pk + 1, now=NOW)

    export.refresh_from_db()
    assert (export.content, export.ready_at) == (None, None)


def test_one_that_was_never_made_gives_way_when_it_has_expired(
    user: CustomUser,
) -> None:
    first = request_export(user=user, now=NOW)

    second = request_export(user=user, now=NOW + EXPORT_LIFETIME)

    assert second.pk != first.pk
    assert second.expires_at == NOW + 2 * EXPORT_LIFETIME


def test_the_latest_copies_are_kept(user: CustomUser) -> None:
    for _ in range(EXPORTS_PER_ACCOUNT + 2):
        sections_of(user)

    newest = DataExport.objects.order_by("pk").last()
    assert DataExport.objects.count() == EXPORTS_PER_ACCOUNT
    assert newest is not None
    assert newest.content is not None


def test_a_copy_whose_job_was_lost_is_made_later(user: CustomUser) -> None:
    export = request_export(user=user, now=NOW)
    DataExport.objects.update(created_at=NOW)

    assert enqueue_lost_exports(now=NOW + MADE_WITHIN) == 0
    with mails_sent():
        assert enqueue_lost_exports(now=NOW + 2 * MADE_WITHIN) == 1

    export.refresh_from_db()
    assert export.ready_at is not None


@pytest.fixture
def broken_receiver() -> Iterator[None]:
    """Another app that fails."""

    def fail(**_signal: Any) -> dict[str, Any]:
        raise LookupError

    personal_data_requested.connect(fail)
    yield
    personal_data_requested.disconnect(fail)


@pytest.mark.usefixtures("broken_receiver")
def test_an_incomplete_copy_is_none(user: CustomUser) -> None:
    export = request_export(user=user, now=NOW)

    with pytest.raises(LookupError):
        make_export(export_id=export.pk, now=NOW)

    export.refresh_from_db()
    assert export.ready_at is None


def test_the_address_of_somebody_else_is_in_no_export(user: CustomUser) -> None:
    other = verified_user(email="grace@example.org")
    LogEntry.objects.log_actions(user.pk, [other], CHANGE, "Ended all sessions.")

    (entry,) = sections_of(user)["admin_log"]

    assert entry["change_message"] == "Ended all sessions."
    assert other.email not in json.dumps(entry)
