from __future__ import annotations

import smtplib
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from celery import current_app
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings
from rest_framework.test import APIClient
from typing_extensions import override

from common.tests.log_lines import LogLines
from custom_user.constants import MailKind
from custom_user.models import CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.services.mail_sending import MailNotSentError
from custom_user.tasks import send_account_mail, tell_former_addresses
from custom_user.tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
REGISTER = "/api/v1/auth/register/"
BODY = {"email": "ada@example.org", "password": "seven green bottles"}
REFUSAL = {"ada@example.org": (550, b"no mailbox ada@example.org")}


@pytest.fixture
def user() -> CustomUser:
    user = UserFactory.create(email="ada@example.org")
    vouch_for_address(account=user)
    return user


class UnsteadyServer(EmailBackend):
    """A mail server that raises what is in `faults`, then takes mail."""

    faults: list[Exception] = []

    @override
    def send_messages(self, messages: Any) -> int:
        if self.faults:
            raise self.faults.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def faults(settings: Settings) -> Iterator[list[Exception]]:
    settings.EMAIL_BACKEND = f"{__name__}.UnsteadyServer"
    UnsteadyServer.faults.clear()
    yield UnsteadyServer.faults
    UnsteadyServer.faults.clear()


def run(user: CustomUser, kind: MailKind, job_id: str = "a job", **ids: int) -> Any:
    """Run the job as a worker does, retries included."""
    kwargs = {"user_id": user.pk, "kind": kind.value, **ids}
    return send_account_mail.apply(kwargs=kwargs, task_id=job_id)


def test_a_job_that_is_delivered_twice_sends_one_mail(user: CustomUser) -> None:
    for _ in range(3):
        assert run(user, MailKind.NEW_LOGIN).successful()

    assert len(mail.outbox) == 1
    run(user, MailKind.NEW_LOGIN, job_id="another")
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    "fault",
    [
        ConnectionRefusedError("no server"),
        TimeoutError(),
        smtplib.SMTPServerDisconnected("bye"),
        smtplib.SMTPRecipientsRefused(REFUSAL),
    ],
)
def test_a_mail_server_that_fails_is_tried_again(
    user: CustomUser, faults: list[Exception], fault: Exception
) -> None:
    faults.extend([fault, fault])

    assert run(user, MailKind.NEW_LOGIN).successful()

    assert len(mail.outbox) == 1


def test_trying_ends(user: CustomUser, faults: list[Exception]) -> None:
    faults.extend(ConnectionRefusedError() for _ in range(1000))

    result = run(user, MailKind.NEW_LOGIN)

    assert isinstance(result.result, MailNotSentError)
    assert len(faults) == 1000 - send_account_mail.max_retries - 1


def test_steps_between_tries_are_short_enough_for_the_broker() -> None:
    # A message that waits longer than the visibility time-out is delivered twice.
    assert send_account_mail.retry_backoff_max <= 60
    assert send_account_mail.retry_backoff
    assert send_account_mail.retry_jitter
    assert send_account_mail.acks_late
    assert send_account_mail.soft_time_limit < send_account_mail.time_limit


def test_the_address_is_not_logged(user: CustomUser, faults: list[Exception]) -> None:
    faults.extend(smtplib.SMTPRecipientsRefused(REFUSAL) for _ in range(1000))

    result = run(user, MailKind.NEW_LOGIN)

    for text in (str(result.traceback), repr(result.result)):
        assert "SMTPRecipientsRefused" in text
        assert "ada@" not in text


def test_a_job_for_nobody_does_nothing() -> None:
    assert run(CustomUser(pk=0), MailKind.VERIFY_EMAIL).successful()

    assert mail.outbox == []


def test_a_former_address_is_kept_until_it_has_been_told(
    user: CustomUser, faults: list[Exception]
) -> None:
    row = EmailAddress.objects.create(
        user=user, email="former@example.org", verified=True
    )
    faults.extend(ConnectionRefusedError() for _ in range(1000))
    run(user, MailKind.EMAIL_CHANGED, address_id=row.pk)
    assert EmailAddress.objects.filter(pk=row.pk).exists()

    faults.clear()
    run(user, MailKind.EMAIL_CHANGED, address_id=row.pk)
    run(user, MailKind.EMAIL_CHANGED, address_id=row.pk, job_id="again")
    assert not EmailAddress.objects.filter(pk=row.pk).exists()
    assert [message.to for message in mail.outbox] == [["former@example.org"]]


def test_lost_jobs_about_changed_addresses_are_made_up_for(user: CustomUser) -> None:
    EmailAddress.objects.create(user=user, email="former@example.org", verified=True)
    EmailAddress.objects.create(user=user, email="wanted@example.org")

    tell_former_addresses()
    tell_former_addresses()

    assert [message.to for message in mail.outbox] == [["former@example.org"]]
    left = EmailAddress.objects.order_by("email").values_list("email", flat=True)
    assert list(left) == ["ada@example.org", "wanted@example.org"]


def test_lost_jobs_are_looked_for() -> None:
    scheduled = {it["task"] for it in current_app.conf.beat_schedule.values()}

    assert tell_former_addresses.name in scheduled


@pytest.fixture
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
    # Drops the connections that are open, as a new process would not have them.
    current_app._after_fork()
    yield
    monkeypatch.undo()
    current_app._after_fork()


@pytest.mark.usefixtures("_no_broker")
def test_without_a_broker_requests_are_answered_all_the_same(
    transactional_db: None,
) -> None:
    with LogLines() as lines:
        answers = [APIClient().post(REGISTER, BODY) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    assert CustomUser.objects.get().email == BODY["email"]
    # Also where no mail is due, so that waiting for the broker tells nothing.
    assert len(lines.named("job_not_enqueued")) == 2
    assert "ada@" not in lines.text()
