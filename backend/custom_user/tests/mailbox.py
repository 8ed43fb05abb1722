"""The mails that a piece of a test causes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from celery import current_app
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import TestCase

from custom_user.tasks import send_account_mail

Mails = list[EmailMultiAlternatives]


@contextmanager
def mails_sent() -> Iterator[Mails]:
    """Run the jobs that are enqueued inside; the list has their mails afterwards."""
    sent: Mails = []
    before = len(mail.outbox)
    # Only tasks that are imported run at once.
    assert send_account_mail.name in current_app.tasks
    current_app.conf.task_always_eager = True
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield sent
    finally:
        current_app.conf.task_always_eager = False
    sent.extend(cast("Mails", mail.outbox[before:]))


def key_in(message: EmailMultiAlternatives) -> str:
    """Return the key of the one link in a mail, in its text."""
    (key,) = re.findall(r"#key=(\S+)", str(message.body))
    return str(key)


def html_of(message: EmailMultiAlternatives) -> str:
    """Return the HTML part of a mail."""
    ((content, kind),) = message.alternatives
    assert kind == "text/html"
    return str(content)
