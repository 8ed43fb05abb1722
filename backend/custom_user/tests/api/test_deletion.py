from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import signing
from django.test import override_settings
from freezegun import freeze_time

from custom_user.models import AccountErasure, ApiKey, CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.services.erasure import KEY_SALT, erase_due_accounts
from custom_user.tests.callers import outcome, pointers, with_key, with_token
from custom_user.tests.factories import PASSWORD, UserFactory
from custom_user.tests.mailbox import key_in, mails_sent
from tests.api.conformance import ApiClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
ME = "/api/v1/me/"
CANCEL = "/api/v1/auth/cancel-deletion/"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
GRACE = 14


@pytest.fixture(autouse=True)
def _grace() -> Any:
    with override_settings(ACCOUNT_DELETION_GRACE_DAYS=GRACE):
        yield


@pytest.fixture
def user() -> CustomUser:
    user: CustomUser = UserFactory.create(email="ada@example.org")
    vouch_for_address(account=user)
    return user


def ask(user: CustomUser) -> tuple[dict[str, Any], str]:
    """Ask for the deletion at NOW; return the receipt and the key in the mail."""
    with freeze_time(NOW):
        client = with_token(user, confirmed=True)
        with mails_sent() as mails:
            answer = client.delete(ME)
    assert answer.status_code == 202, answer.content
    [message] = mails
    assert message.to == [user.email]
    return answer.json(), key_in(message)


def cancel(key: str, at: datetime = LATER) -> Any:
    with freeze_time(at):
        return ApiClient().post(CANCEL, {"key": key})


def log_in(user: CustomUser) -> Any:
    body = {"email": user.email, "password": PASSWORD}
    return ApiClient().post("/api/v1/auth/login/", body)


def receipt_of(receipt: str) -> Any:
    return ApiClient().get(f"/api/v1/auth/deletion-receipts/{receipt}/")


def test_a_deletion_is_asked_for_with_a_fresh_confirmation(user: CustomUser) -> None:
    assert outcome(with_token(user).delete(ME)) == (403, "USR0007")

    user.refresh_from_db()
    assert user.is_active
    assert not AccountErasure.objects.exists()


def test_the_account_closes_at_once(user: CustomUser) -> None:
    phone, program = with_token(user), with_key(user, "profile:read")
    assert (phone.get(ME).status_code, program.get(ME).status_code) == (200, 200)

    body, _ = ask(user)

    erasure = AccountErasure.objects.get()
    assert body == {
        "receipt": str(erasure.public_id),
        "erase_after": "2026-03-15T12:00:00Z",
    }
    assert (phone.get(ME).status_code, program.get(ME).status_code) == (401, 401)
    assert outcome(log_in(user)) == (403, "USR0002")
    assert erasure.user == user


def test_the_link_in_the_mail_takes_it_back(user: CustomUser) -> None:
    phone, program = with_token(user), with_key(user, "profile:read")
    body, key = ask(user)

    with mails_sent() as mails:
        answer = cancel(key)

    assert (answer.status_code, answer.content) == (204, b"")
    assert [message.to for message in mails] == [[user.email]]
    assert log_in(user).status_code == 200
    assert (phone.get(ME).status_code, program.get(ME).status_code) == (401, 401)
    assert ApiKey.objects.get().revoked_at is not None
    assert receipt_of(body["receipt"]).json()["state"] == "cancelled"


def test_a_link_works_once(user: CustomUser) -> None:
    _, key = ask(user)
    assert cancel(key).status_code == 204
    ask(user)

    assert outcome(cancel(key)) == (400, "USR0004")
    user.refresh_from_db()
    assert not user.is_active


def test_a_link_works_in_the_grace_period_alone(user: CustomUser) -> None:
    _, key = ask(user)

    end = NOW + timedelta(days=GRACE)

    assert outcome(cancel(key, end)) == (400, "USR0004")
    assert cancel(key, end - timedelta(seconds=1)).status_code == 204


def test_a_link_does_not_bring_back_what_is_erased(user: CustomUser) -> None:
    _, key = ask(user)
    erase_due_accounts(now=NOW + timedelta(days=GRACE))

    assert outcome(cancel(key)) == (400, "USR0004")


def test_an_administrator_s_lock_outlasts_the_link(user: CustomUser) -> None:
    _, key = ask(user)
    CustomUser.objects.filter(pk=user.pk).update(is_active=True)
    CustomUser.objects.filter(pk=user.pk).update(is_active=False)

    assert outcome(cancel(key)) == (400, "USR0004")
    user.refresh_from_db()
    assert not user.is_active


@pytest.mark.parametrize(
    "key",
    [
        "x",
        signing.dumps([str(UUID(int=7)), 1], salt=KEY_SALT),
        signing.dumps([str(UUID(int=7)), 1]),
    ],
    ids=["text", "of nothing", "for something else"],
)
def test_other_keys_open_nothing(user: CustomUser, key: str) -> None:
    ask(user)

    assert outcome(cancel(key)) == (400, "USR0004")


@pytest.mark.parametrize("key", [None, "", 5, ["x"], "a\0b", "x" * 501])
def test_what_is_no_key_is_pointed_to(key: Any) -> None:
    assert pointers(cancel(key)) == ["/key"]


def test_a_key_is_not_taken_from_the_address() -> None:
    answer = ApiClient().post(f"{CANCEL}?key=x", {"key": "x"})

    assert outcome(answer) == (400, "COM0001")


def test_the_last_superuser_stays() -> None:
    admin = UserFactory.create(superuser=True)
    UserFactory.create(superuser=True, is_active=False)
    client = with_token(admin, confirmed=True)
    assert outcome(client.delete(ME)) == (409, "USR0050")
    assert client.get(ME).status_code == 200

    UserFactory.create(superuser=True)

    assert client.delete(ME).status_code == 202


def test_the_receipt_tells_what_became_of_it(user: CustomUser) -> None:
    body, _ = ask(user)
    pending = receipt_of(body["receipt"])

    erase_due_accounts(now=NOW + timedelta(days=GRACE))

    erased = receipt_of(body["receipt"])
    assert pending.json() == {
        "receipt": body["receipt"],
        "erase_after": "2026-03-15T12:00:00Z",
        "state": "pending",
        "erased_at": None,
        "counts": {},
    }
    assert erased.json() == {
        **pending.json(),
        "state": "erased",
        "erased_at": "2026-03-15T12:00:00Z",
        "counts": {"accounts": 1, "user profiles": 1, "email addresses": 1},
    }


@pytest.mark.parametrize("receipt", [str(UUID(int=7)), "x", "1", "%00", "é"])
def test_what_is_no_receipt_is_not_found(receipt: str) -> None:
    assert receipt_of(receipt).status_code == 404


def test_without_a_grace_period_the_next_job_erases(user: CustomUser) -> None:
    user.refresh_from_db()
    client = with_token(user, confirmed=True)

    with override_settings(ACCOUNT_DELETION_GRACE_DAYS=0), mails_sent():
        answer = client.delete(ME)

    assert not CustomUser.objects.filter(pk=user.pk).exists()
    assert receipt_of(answer.json()["receipt"]).json()["state"] == "erased"


def test_who_was_let_in_again_is_not_erased(user: CustomUser) -> None:
    body, _ = ask(user)
    CustomUser.objects.filter(pk=user.pk).update(is_active=True)

    report = erase_due_accounts(now=NOW + timedelta(days=GRACE))

    assert (report.erased, report.skipped, report.failed) == (0, 1, 0)
    assert log_in(user).status_code == 200
    assert receipt_of(body["receipt"]).json()["state"] == "cancelled"


def test_who_was_let_in_again_can_ask_again(user: CustomUser) -> None:
    first, _ = ask(user)
    CustomUser.objects.filter(pk=user.pk).update(is_active=True)
    user.refresh_from_db()

    with freeze_time(LATER):
        second = with_token(user, confirmed=True).delete(ME).json()

    assert second["receipt"] == first["receipt"]
    assert second["erase_after"] == "2026-03-16T12:00:00Z"
