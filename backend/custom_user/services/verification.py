"""Proving that an e-mail address is the account holder's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.db import IntegrityError, transaction

from custom_user.constants import MailKind
from custom_user.exceptions import LinkInvalidError
from custom_user.models import CustomUser
from custom_user.services.email_change import complete_email_change
from custom_user.services.mail import mail_account, mail_nobody, take_turn
from custom_user.services.one_time import spend


@transaction.atomic
def send_verification(*, email: str) -> None:
    """Mail a link to the account of this address, unless the address is verified.

    Nobody can tell from outside whether there is such an account. A second mail within
    a minute is left out.
    """
    address = CustomUser.objects.normalize_email(email)
    user = CustomUser.objects.filter(email=address, is_active=True).first()
    row = ensure_address(user=user) if user else None
    is_due = take_turn(email=address)
    if user and row and not row.verified and is_due:
        mail_account(user=user, kind=MailKind.VERIFY_EMAIL, address_id=row.pk)
    else:
        mail_nobody(kind=MailKind.VERIFY_EMAIL)


@transaction.atomic
def open_verification_link(*, key: str, now: datetime) -> None:
    """Take the proof that somebody reads the mail of an address.

    The address becomes verified; if the account has asked to change to it, it becomes
    the account's address.

    Raises:
        LinkInvalidError: the link is used, expired or replaced, or another account has
            the address meanwhile.
    """
    row = _find_row(key)
    # Two links of one account at once are opened one after the other.
    user = CustomUser.objects.select_for_update().get(pk=row.user_id)
    # Longer than allauth accepts the key.
    lifetime = timedelta(days=settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS + 1)
    if not user.is_active or not spend(f"verify e-mail:{key}", until=now + lifetime):
        raise LinkInvalidError
    # The link may have been replaced while this one waited.
    row = _find_row(key)
    if row.email == user.email:
        is_proved = prove_address(user=user)
    else:
        # A primary one was the account's when the link was sent; nobody has asked to
        # go back to it.
        is_proved = not row.primary and complete_email_change(user=user, row=row)
    if not is_proved:
        raise LinkInvalidError


def ensure_address(*, user: CustomUser) -> EmailAddress:
    """Return allauth's row of the account's address, made if it is missing.

    Accounts made by commands or in the admin have none, or that of a former address.
    """
    rows = EmailAddress.objects.filter(user=user)
    row = rows.filter(email=user.email).first()
    if row and row.primary:
        return row
    with transaction.atomic():
        rows.filter(primary=True).delete()
        row, _ = EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"primary": True}
        )
    return row


def prove_address(*, user: CustomUser) -> bool:
    """Mark the account's address as verified; no if it is verified for another."""
    row = ensure_address(user=user)
    try:
        with transaction.atomic():
            return bool(row.set_verified())
    except IntegrityError:
        return False


def _find_row(key: str) -> EmailAddress:
    confirmation = EmailConfirmationHMAC.from_key(key)
    if confirmation is None:
        raise LinkInvalidError
    return confirmation.email_address
