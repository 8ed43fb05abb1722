from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from freezegun import freeze_time

from custom_user.models import AuthToken, CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.services.passwords import make_reset_key, reset_password
from custom_user.services.tokens import confirm_session, open_session
from custom_user.tests.factories import PASSWORD, UserFactory
from custom_user.tests.mailbox import key_in, mails_sent
from tests.api.conformance import ApiClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
OLD, NEW = "ada@example.org", "lovelace@example.org"


@pytest.fixture
def user() -> CustomUser:
    user = UserFactory.create(email=OLD)
    vouch_for_address(account=user)
    return user


@pytest.fixture
def token(user: CustomUser) -> str:
    """A session whose holder has just confirmed who they are."""
    now = timezone.now()
    token, key = open_session(user=user, device_name="phone", now=now)
    confirm_session(token=token, now=now)
    return key


def change(token: str, email: str = NEW) -> Any:
    client = ApiClient(headers={"Authorization": f"Token {token}"})
    return client.post("/api/v1/auth/email-change/", {"email": email})


def verify(key: str) -> Any:
    return ApiClient().post("/api/v1/auth/verify-email/", {"key": key})


def log_in(email: str) -> int:
    body = {"email": email, "password": PASSWORD}
    return ApiClient().post("/api/v1/auth/login/", body).status_code


def link_to(token: str, email: str = NEW) -> str:
    with mails_sent() as mails:
        assert change(token, email).status_code == 202
    [message] = mails
    assert message.to == [email]
    return key_in(message)


def test_nothing_changes_before_the_link_is_opened(
    user: CustomUser, token: str
) -> None:
    link_to(token)

    user.refresh_from_db()
    assert user.email == OLD
    assert AuthToken.objects.exists()
    assert (log_in(OLD), log_in(NEW)) == (200, 401)


def test_the_link_changes_the_address_and_ends_all_sessions(
    user: CustomUser, token: str
) -> None:
    key = link_to(token)

    assert verify(key).status_code == 200

    user.refresh_from_db()
    assert user.email == NEW
    assert not AuthToken.objects.exists()
    assert (log_in(OLD), log_in(NEW)) == (401, 200)
    assert EmailAddress.objects.filter(
        user=user, email=NEW, primary=True, verified=True
    ).exists()


def test_the_former_address_is_told_and_forgotten(user: CustomUser, token: str) -> None:
    key = link_to(token)

    with mails_sent() as mails:
        verify(key)

    [message] = mails
    assert message.to == [OLD]
    assert "was changed" in message.subject
    assert NEW not in str(message.body)
    assert [row.email for row in EmailAddress.objects.all()] == [NEW]


def test_the_link_works_once(user: CustomUser, token: str) -> None:
    key = link_to(token)
    assert verify(key).status_code == 200

    assert verify(key).status_code == 400


def test_the_link_works_for_three_days(user: CustomUser, token: str) -> None:
    key = link_to(token)

    with freeze_time(timezone.now() + timedelta(days=3, minutes=1)):
        assert verify(key).status_code == 400


def test_a_new_request_replaces_the_one_before(user: CustomUser, token: str) -> None:
    first = link_to(token, "first@example.org")
    second = link_to(token, "second@example.org")

    assert EmailAddress.objects.filter(primary=False).count() == 1
    assert verify(first).status_code == 400
    assert verify(second).status_code == 200
    user.refresh_from_db()
    assert user.email == "second@example.org"


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_address_of_another_account_gets_no_mail_and_the_same_answer(
    user: CustomUser, token: str, *, is_verified: bool
) -> None:
    other = UserFactory.create(email="other@example.org")
    if is_verified:
        vouch_for_address(account=other)
    free = change(token)

    with mails_sent() as mails:
        taken = change(token, other.email)

    assert mails == []
    assert (taken.status_code, taken.content) == (202, free.content)
    assert EmailAddress.objects.filter(user=user).count() == 1


def test_an_address_that_was_taken_meanwhile_is_refused(
    user: CustomUser, token: str
) -> None:
    key = link_to(token)
    UserFactory.create(email=NEW)

    answer = verify(key)

    assert answer.status_code == 400
    assert answer.json()["error_code"] == "USR0004"
    user.refresh_from_db()
    assert user.email == OLD
    assert EmailAddress.objects.get(user=user, primary=True).email == OLD
    assert AuthToken.objects.exists()


def test_ones_own_address_is_no_change(user: CustomUser, token: str) -> None:
    with mails_sent() as mails:
        assert change(token, OLD).status_code == 202

    assert mails == []
    assert EmailAddress.objects.count() == 1
    assert log_in(OLD) == 200


def test_an_old_link_cannot_bring_the_former_address_back(
    user: CustomUser, token: str
) -> None:
    EmailAddress.objects.update(verified=False)
    with mails_sent() as mails:
        ApiClient().post("/api/v1/auth/verify-email/resend/", {"email": OLD})
    unused = key_in(mails[0])
    vouch_for_address(account=user)
    # The mail to the former address has not gone out yet.
    assert verify(link_to(token)).status_code == 200
    assert EmailAddress.objects.filter(email=OLD).exists()

    assert verify(unused).status_code == 400
    user.refresh_from_db()
    assert user.email == NEW


def test_a_changed_address_ends_links_for_a_new_password(
    user: CustomUser, token: str
) -> None:
    key = link_to(token)
    reset_key = make_reset_key(user=user)
    verify(key)

    body = {"key": reset_key, "password": "seven green bottles"}
    answer = ApiClient().post("/api/v1/auth/password-reset-confirm/", body)
    assert answer.status_code == 400


def test_a_new_password_ends_the_link(user: CustomUser, token: str) -> None:
    key = link_to(token)
    reset_password(
        key=make_reset_key(user=user),
        password="seven green bottles",
        address="192.0.2.1",
    )

    assert verify(key).status_code == 400


def test_strangers_are_written_to_once_a_minute(user: CustomUser, token: str) -> None:
    with mails_sent() as mails:
        for _ in range(3):
            assert change(token).status_code == 202

    [message] = mails
    assert verify(key_in(message)).status_code == 200


def test_a_change_needs_a_fresh_confirmation(user: CustomUser) -> None:
    _, key = open_session(user=user, device_name="phone", now=timezone.now())

    answer = change(key)

    assert answer.status_code == 403
    assert answer.json()["error_code"] == "USR0007"


def test_a_change_needs_a_token() -> None:
    assert change("prt_wrong").status_code == 401
