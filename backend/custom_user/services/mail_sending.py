"""Writing and sending the mail of a job, with what no job may carry: keys, addresses.

Not in `mail`, which those call whose keys stand in the mails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.db import transaction

from common.site import absolute_url
from custom_user.constants import MailKind
from custom_user.models import CustomUser
from custom_user.selectors.erasures import pending_erasures
from custom_user.services.email_change import former_addresses
from custom_user.services.erasure import make_cancel_key
from custom_user.services.one_time import spend
from custom_user.services.passwords import make_reset_key

TEMPLATES = "custom_user/mail"
# A job is delivered again within minutes or never.
JOB_LIFETIME = timedelta(days=1)


class MailNotSentError(Exception):
    """The mail server did not take a mail; says why without saying whose it is."""


@dataclass(frozen=True)
class Letter:
    """What the mail of one kind needs beside what all have."""

    to: str
    context: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def send_account_mail(
    *, job_id: str, user_id: int, kind: MailKind, now: datetime, **ids: int
) -> None:
    """Send what `mail_account` was asked for, once per job however often it is run.

    Does nothing if the account is gone, or the mail has no point any more.

    Raises:
        MailNotSentError: the mail server is away or refuses; it may be tried again.
    """
    if kind is MailKind.EMAIL_CHANGED:
        tell_former_address(**ids)
        return
    user = CustomUser.objects.filter(pk=user_id).first()
    if user is None or not spend(f"mail:{job_id}", until=now + JOB_LIFETIME):
        return
    write = WRITERS.get(kind, _write_notice)
    letter = write(user, **ids)
    if letter is not None:
        _send(user, kind, letter)


@transaction.atomic
def tell_former_address(*, address_id: int) -> None:
    """Tell a former address of an account that it is no longer that, and forget it.

    Raises:
        MailNotSentError: as for every mail; the address is kept until it has been told.
    """
    # Locked, so that of two jobs one finds nothing any more.
    rows = former_addresses().select_for_update(of=["self"]).select_related("user")
    former = rows.filter(pk=address_id).first()
    if former is not None:
        _send(former.user, MailKind.EMAIL_CHANGED, Letter(former.email))
        former.delete()


def tell_former_addresses() -> None:
    """Do what jobs of `EMAIL_CHANGED` should have done that got lost.

    Raises:
        MailNotSentError: the mail server is away, or refuses one; the others are told.
    """
    refusal: MailNotSentError | None = None
    for address_id in former_addresses().values_list("pk", flat=True):
        try:
            tell_former_address(address_id=address_id)
        except MailNotSentError as error:
            refusal = error
    if refusal is not None:
        raise refusal


def _write_notice(user: CustomUser) -> Letter:
    return Letter(user.email)


def _write_verification(user: CustomUser, *, address_id: int = 0) -> Letter | None:
    rows = EmailAddress.objects.filter(pk=address_id, user=user, verified=False)
    row = rows.first()
    if row is None or not user.is_active:
        return None
    link = _link("verify_email", EmailConfirmationHMAC.create(row).key)
    is_change = row.email != user.email
    days = settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS
    return Letter(row.email, {"link": link, "is_change": is_change, "days": days})


def _write_reset(user: CustomUser) -> Letter | None:
    if not user.is_active:
        return None
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    link = _link("reset_password", make_reset_key(user=user))
    return Letter(user.email, {"link": link, "minutes": minutes})


def _write_deletion(user: CustomUser, *, erasure_id: int = 0) -> Letter | None:
    erasure = pending_erasures().filter(pk=erasure_id, user=user).first()
    if erasure is None:
        return None
    # Without a grace period there is nothing to take back.
    has_grace = settings.ACCOUNT_DELETION_GRACE_DAYS > 0
    link = has_grace and _link("cancel_deletion", make_cancel_key(erasure=erasure))
    context = {"link": link, "receipt": erasure.public_id, "date": erasure.erase_after}
    return Letter(user.email, context)


WRITERS: dict[MailKind, Callable[..., Letter | None]] = {
    MailKind.VERIFY_EMAIL: _write_verification,
    MailKind.RESET: _write_reset,
    MailKind.DELETION_SCHEDULED: _write_deletion,
}


def _link(page: str, key: str) -> str:
    return absolute_url(settings.ACCOUNT_PATHS[page].format(key=key))


def _send(user: CustomUser, kind: MailKind, letter: Letter) -> None:
    context = {
        "name": _name_of(user, letter.to),
        "site_title": settings.SITE_TITLE,
        "site_url": settings.SITE_URL,
        **letter.context,
    }
    message = get_adapter().render_mail(f"{TEMPLATES}/{kind.value}", letter.to, context)
    try:
        message.send()
    except OSError as error:
        # What the server says may repeat the address, and would stand in a log.
        raise MailNotSentError(type(error).__name__) from None


def _name_of(user: CustomUser, address: str) -> str:
    """Return the name to greet by, and none where the address may be a stranger's.

    Or anybody could have us mail a text of theirs to any address.
    """
    is_own = EmailAddress.objects.filter(user=user, email=address, verified=True)
    return " ".join(user.first_name.split()) if is_own.exists() else ""
