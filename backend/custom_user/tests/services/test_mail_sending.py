from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from smtplib import SMTPRecipientsRefused
from typing import Any, cast
from unittest.mock import patch
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from custom_user.constants import MailKind
from custom_user.models import AccountErasure, CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.services.email_change import former_addresses
from custom_user.services.mail_sending import (
    MailNotSentError,
    send_account_mail,
    tell_former_addresses,
)
from custom_user.services.verification import ensure_address
from custom_user.tests.factories import UserFactory
from custom_user.tests.mailbox import html_of, key_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WITH_LINK = {MailKind.VERIFY_EMAIL, MailKind.RESET, MailKind.DELETION_SCHEDULED}


def account(**fields: Any) -> CustomUser:
    user: CustomUser = UserFactory.create(email="ada@example.org", **fields)
    vouch_for_address(account=user)
    return user


def ids_for(user: CustomUser, kind: MailKind) -> dict[str, int]:
    """Make what a mail of this kind is about."""
    if kind is MailKind.VERIFY_EMAIL:
        row = EmailAddress.objects.create(user=user, email="new@example.org")
        return {"address_id": row.pk}
    if kind is MailKind.EMAIL_CHANGED:
        row = EmailAddress.objects.create(
            user=user, email="former@example.org", verified=True
        )
        return {"address_id": row.pk}
    if kind is MailKind.DELETION_SCHEDULED:
        erasure = AccountErasure.objects.create(
            user=user, erase_after=NOW + timedelta(days=14)
        )
        return {"erasure_id": erasure.pk}
    return {}


def send(user: CustomUser, kind: MailKind, **ids: int) -> EmailMultiAlternatives | None:
    before = len(mail.outbox)
    job_id = str(uuid4())
    send_account_mail(job_id=job_id, user_id=user.pk, kind=kind, now=NOW, **ids)
    sent = cast("list[EmailMultiAlternatives]", mail.outbox[before:])
    assert len(sent) <= 1
    return sent[0] if sent else None


def write(user: CustomUser, kind: MailKind) -> EmailMultiAlternatives:
    message = send(user, kind, **ids_for(user, kind))
    assert message is not None
    return message


@pytest.mark.parametrize("kind", MailKind)
def test_every_mail_has_a_subject_a_text_and_an_html_part(
    kind: MailKind, settings: Settings
) -> None:
    settings.SITE_TITLE = "The Daily & Co"
    settings.SITE_URL = "https://daily.example"

    message = write(account(first_name="Ada"), kind)
    text, html = str(message.body), html_of(message)

    assert re.fullmatch(r"\[Pressroom\] [A-Z][^\n]{10,60}", str(message.subject))
    assert "The Daily & Co" in text
    assert "The Daily &amp; Co" in html
    for part in (text, html):
        assert "https://daily.example" in part
        assert not re.search(r"{[{%]|[%}]}", part)
    # Nothing is fetched when the mail is read, so nobody learns of it.
    assert not re.search(r"<(img|script|link|iframe)|url\(", html)
    assert message.from_email == settings.DEFAULT_FROM_EMAIL


@pytest.mark.parametrize("kind", MailKind)
def test_links_are_to_the_site_and_have_their_key_after_the_hash(
    kind: MailKind, settings: Settings
) -> None:
    settings.SITE_URL = "https://daily.example"

    message = write(account(), kind)
    text, html = str(message.body), html_of(message)
    links = set(re.findall(r'https://[^\s<"]+', text + html)) - {settings.SITE_URL}

    if kind not in WITH_LINK:
        assert links == set()
        return
    [link] = links
    assert re.fullmatch(r"https://daily\.example/account/[a-z-]+#key=\S{20,}", link)
    # Quoted and shown, so that it can be copied.
    assert html.count(link) == 2
    assert key_in(message) not in message.subject


def test_the_mail_about_a_deletion_has_the_receipt_and_the_date() -> None:
    message = write(account(), MailKind.DELETION_SCHEDULED)

    receipt = str(AccountErasure.objects.get().public_id)
    for part in (str(message.body), html_of(message)):
        assert receipt in part
        assert "15 March 2026, 12:00 UTC" in part


def test_the_link_to_an_export_is_not_mailed() -> None:
    assert "#key=" not in html_of(write(account(), MailKind.EXPORT_READY))


@pytest.mark.parametrize("kind", set(MailKind) - {MailKind.VERIFY_EMAIL})
def test_names_are_text_and_no_html(kind: MailKind) -> None:
    user = account(first_name='<b onclick="x">Ada</b> & {{ link }}')
    ids = ids_for(user, kind)
    EmailAddress.objects.update(verified=True)
    message = send(user, kind, **ids)
    assert message is not None

    assert "<b onclick" not in html_of(message)
    assert "&lt;b onclick=&quot;x&quot;&gt;Ada&lt;/b&gt; &amp;" in html_of(message)
    assert 'Hello <b onclick="x">Ada</b> & {{ link }},' in str(message.body)


def test_line_breaks_in_names_break_nothing() -> None:
    user = account(first_name="Ada\r\nBcc: eve@example.org\r\n\r\nBuy now")

    message = write(user, MailKind.RESET)
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)

    assert set(parsed.keys()) == {
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    }
    assert message.recipients() == ["ada@example.org"]
    assert "Hello Ada Bcc: eve@example.org Buy now,\n" in str(message.body)


def test_strangers_cannot_have_us_mail_texts_of_theirs() -> None:
    user = UserFactory.create(first_name="Buy at evil.example")

    for kind, ids in (
        (MailKind.VERIFY_EMAIL, {"address_id": ensure_address(user=user).pk}),
        (MailKind.RESET, {}),
    ):
        message = send(user, kind, **ids)
        assert message is not None
        assert "evil" not in str(message.body) + html_of(message)


def test_a_mail_for_a_new_address_says_that_it_is_about_a_change() -> None:
    user = account()
    change = write(user, MailKind.VERIFY_EMAIL)
    EmailAddress.objects.filter(email=user.email).update(verified=False)
    sign_up = send(user, MailKind.VERIFY_EMAIL, address_id=ensure_address(user=user).pk)

    assert change.to == ["new@example.org"]
    assert "to be its new e-mail address" in str(change.body)
    assert sign_up is not None
    assert sign_up.to == [user.email]
    assert "signed up" in str(sign_up.body)


@pytest.mark.parametrize("kind", MailKind)
def test_without_an_account_there_is_no_mail(kind: MailKind) -> None:
    user = account()
    ids = ids_for(user, kind)
    gone = CustomUser(pk=user.pk)
    user.delete()

    assert send(gone, kind, **ids) is None


@pytest.mark.parametrize("kind", WITH_LINK | {MailKind.EMAIL_CHANGED})
def test_without_what_a_mail_is_about_there_is_no_mail(kind: MailKind) -> None:
    user, other = account(), UserFactory.create()
    ids = ids_for(user, kind)

    if kind in {MailKind.VERIFY_EMAIL, MailKind.DELETION_SCHEDULED}:
        assert send(other, kind, **ids) is None
        assert send(user, kind) is None
    if kind is MailKind.VERIFY_EMAIL:
        EmailAddress.objects.update(verified=True)
        assert send(user, kind, **ids) is None
    if kind is MailKind.RESET:
        CustomUser.objects.update(is_active=False)
        assert send(user, kind, **ids) is None
    if kind is MailKind.DELETION_SCHEDULED:
        AccountErasure.objects.update(cancelled_at=NOW)
        assert send(user, kind, **ids) is None
    if kind is MailKind.EMAIL_CHANGED:
        assert send(user, kind, **ids) is not None
        assert send(user, kind, **ids) is None


def test_a_former_address_that_takes_no_mail_does_not_hold_up_others() -> None:
    for number in range(3):
        EmailAddress.objects.create(
            user=UserFactory.create(),
            email=f"former{number}@example.org",
            verified=True,
        )
    refused = "former0@example.org"

    def refuse(message: EmailMultiAlternatives) -> int:
        if message.to == [refused]:
            raise SMTPRecipientsRefused({})
        return 1

    with (
        patch.object(EmailMultiAlternatives, "send", refuse),
        pytest.raises(MailNotSentError),
    ):
        tell_former_addresses()

    assert [row.email for row in former_addresses()] == [refused]
