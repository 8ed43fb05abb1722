from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.db import connection
from django.utils import timezone
from freezegun import freeze_time

from common.throttling import Rule, forget
from custom_user.models import CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.services.email_change import request_email_change
from custom_user.services.mail import MAILS_PER_ADDRESS
from custom_user.services.verification import ensure_address
from custom_user.tests.factories import PASSWORD, UserFactory
from custom_user.tests.mailbox import key_in, mails_sent
from tests.api.conformance import ApiClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
ADDRESS = "ada@example.org"


@pytest.fixture
def user() -> CustomUser:
    """An account whose address is not verified yet."""
    return UserFactory.create(email=ADDRESS)


def verify(key: str) -> Any:
    return ApiClient().post("/api/v1/auth/verify-email/", {"key": key})


def resend(email: str = ADDRESS) -> Any:
    return ApiClient().post("/api/v1/auth/verify-email/resend/", {"email": email})


def key_of(user: CustomUser) -> str:
    return str(EmailConfirmationHMAC(ensure_address(user=user)).key)


def is_verified(user: CustomUser) -> bool:
    rows = EmailAddress.objects.filter(user=user, primary=True, verified=True)
    return bool(rows.filter(email=user.email).exists())


def assert_refused(answer: Any) -> None:
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "USR0004"


def test_the_link_verifies_the_address(user: CustomUser) -> None:
    assert verify(key_of(user)).status_code == 200

    assert is_verified(user)


def test_a_link_works_once(user: CustomUser) -> None:
    key = key_of(user)
    assert verify(key).status_code == 200

    assert_refused(verify(key))
    # Not even where the address has to be verified anew.
    EmailAddress.objects.update(verified=False)
    assert_refused(verify(key))


def test_of_two_links_the_second_finds_nothing_to_do(user: CustomUser) -> None:
    first = key_of(user)
    with freeze_time(timezone.now() + timedelta(minutes=2)):
        second = key_of(user)
    assert first != second
    assert verify(second).status_code == 200

    assert_refused(verify(first))


def test_a_link_used_many_times_at_once_works_once(
    transactional_db: None, user: CustomUser
) -> None:
    key = key_of(user)

    def use(_: int) -> int:
        try:
            return int(verify(key).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(use, range(12)))

    assert statuses == [200] + [400] * 11


@pytest.mark.parametrize(("days", "status"), [(2.9, 200), (3.1, 400)])
def test_a_link_works_for_three_days(
    user: CustomUser, days: float, status: int
) -> None:
    key = key_of(user)

    with freeze_time(timezone.now() + timedelta(days=days)):
        assert verify(key).status_code == status
    assert is_verified(user) is (status == 200)


def test_a_link_of_a_deleted_account_or_address_is_refused(user: CustomUser) -> None:
    key = key_of(user)
    EmailAddress.objects.all().delete()
    assert_refused(verify(key))

    key = key_of(user)
    user.delete()
    assert_refused(verify(key))


def test_a_link_of_a_disabled_account_is_refused(user: CustomUser) -> None:
    key = key_of(user)
    CustomUser.objects.update(is_active=False)

    assert_refused(verify(key))
    assert not is_verified(user)


def test_a_link_is_refused_if_the_address_is_verified_for_another(
    user: CustomUser,
) -> None:
    key = key_of(user)
    other = UserFactory.create()
    EmailAddress.objects.create(user=other, email=ADDRESS, verified=True)

    assert_refused(verify(key))
    assert not is_verified(user)


@pytest.mark.parametrize(
    "key", ["x", "MQ:1w", "MQ:1wabcd:AAAA", "ä:ö:ü", ":::", "漢" * 200, "%00", "../.."]
)
def test_a_key_of_somebody_elses_making_is_refused(key: str) -> None:
    assert_refused(verify(key))


def test_a_key_with_another_signature_is_refused(user: CustomUser) -> None:
    key = key_of(user)

    assert_refused(verify(key[:-1] + ("A" if key[-1] != "A" else "B")))
    assert not is_verified(user)


def test_another_mail_can_be_had_and_its_link_works(user: CustomUser) -> None:
    with mails_sent() as mails:
        assert resend(" ADA@example.org").status_code == 202

    [message] = mails
    assert message.to == [ADDRESS]
    assert verify(key_in(message)).status_code == 200


def test_a_mail_a_minute_is_enough(user: CustomUser) -> None:
    with mails_sent() as mails:
        answers = [resend() for _ in range(3)]
    assert len(mails) == 1
    assert {answer.content for answer in answers} == {answers[0].content}

    # The window is in Redis, where the time cannot be frozen.
    forget(Rule("verification", f"mail:{ADDRESS}", MAILS_PER_ADDRESS))
    with mails_sent() as mails:
        resend()
    assert len(mails) == 1


def test_who_needs_no_mail_gets_none_and_the_same_answer(user: CustomUser) -> None:
    verified = UserFactory.create(email="verified@example.org")
    vouch_for_address(account=verified)
    disabled = UserFactory.create(email="disabled@example.org", is_active=False)
    answer = resend()

    with mails_sent() as mails:
        others = [
            resend(email)
            for email in (verified.email, disabled.email, "nobody@example.org")
        ]
    assert mails == []
    for other in others:
        assert (other.status_code, other.content) == (202, answer.content)
        assert other.headers.keys() == answer.headers.keys()


def test_a_log_in_before_the_proof_sends_the_link_again(user: CustomUser) -> None:
    body = {"email": ADDRESS, "password": PASSWORD}

    with mails_sent() as mails:
        answer = ApiClient().post("/api/v1/auth/login/", body)

    assert answer.status_code == 403
    assert verify(key_in(mails[0])).status_code == 200
    assert ApiClient().post("/api/v1/auth/login/", body).status_code == 200


def test_an_address_that_was_changed_by_hand_is_proved_anew(user: CustomUser) -> None:
    vouch_for_address(account=user)
    user.email = "new@example.org"
    user.save()

    with mails_sent() as mails:
        resend("new@example.org")
    assert mails[0].to == ["new@example.org"]
    assert verify(key_in(mails[0])).status_code == 200
    assert EmailAddress.objects.get().email == "new@example.org"


def test_nobody_holds_up_the_mail_by_asking_for_the_address(user: CustomUser) -> None:
    request_email_change(user=UserFactory.create(), email=ADDRESS)

    with mails_sent() as mails:
        resend()

    assert [mail.to for mail in mails] == [[ADDRESS]]


def test_a_link_to_an_address_that_others_have_corrected_is_refused(
    user: CustomUser,
) -> None:
    key = key_of(user)
    CustomUser.objects.filter(pk=user.pk).update(email="right@example.org")

    assert_refused(verify(key))

    user.refresh_from_db()
    assert user.email == "right@example.org"
    assert not is_verified(user)
