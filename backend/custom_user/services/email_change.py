"""Changing the address an account logs in with.

The new address waits as a row of allauth's, neither primary nor verified, until the
link in the mail to it is opened. The former one then stays for a moment, verified and
not primary, because the mail about the change has to go there: jobs carry no addresses.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from custom_user.constants import MailKind
from custom_user.models import CustomUser
from custom_user.services.mail import mail_account, mail_nobody, take_turn
from custom_user.services.tokens import lock_account


@transaction.atomic
def request_email_change(*, user: CustomUser, email: str) -> None:
    """Mail a link to the new address; nothing changes before it is opened.

    A request for another address before is dropped. If this one is taken, no mail goes
    out, and nobody can tell.
    """
    # Two requests at once must not leave two links.
    lock_account(user=user)
    address = CustomUser.objects.normalize_email(email)
    # Whoever asks twice for the same one can go on with the first link.
    _requested(user).exclude(email=address).delete()
    # A turn of its own, or asking for the address of somebody else would hold up the
    # mail that they wait for.
    is_due = take_turn(email=f"change to {address}")
    if is_due and not _is_taken(address):
        row, _ = EmailAddress.objects.get_or_create(user=user, email=address)
        mail_account(user=user, kind=MailKind.VERIFY_EMAIL, address_id=row.pk)
    else:
        mail_nobody(kind=MailKind.VERIFY_EMAIL)


def drop_email_change(*, user: CustomUser) -> None:
    """Make the link of a requested change worthless."""
    _requested(user).delete()


def complete_email_change(*, user: CustomUser, row: EmailAddress) -> bool:
    """Make `row` the account's address, or return no if it is another's by now.

    Ends all sessions and tells the former address.
    """
    try:
        with transaction.atomic():
            former = _let_go_of_address(user)
            row.primary = row.verified = True
            row.save(update_fields=["primary", "verified"])
            user.email = row.email
            user.save(update_fields=["email"])
    except IntegrityError:
        return False
    user.refresh_from_db(fields=["session_epoch"])
    mail_account(user=user, kind=MailKind.EMAIL_CHANGED, address_id=former.pk)
    return True


def former_addresses() -> QuerySet[EmailAddress]:
    """Return the addresses that wait for the mail about their replacement."""
    rows: QuerySet[EmailAddress] = EmailAddress.objects.filter(
        primary=False, verified=True
    )
    return rows


def _requested(user: CustomUser) -> QuerySet[EmailAddress]:
    # The account's own may look like this, if allauth has made its row.
    rows: QuerySet[EmailAddress] = EmailAddress.objects.filter(
        user=user, primary=False, verified=False
    ).exclude(email=user.email)
    return rows


def _let_go_of_address(user: CustomUser) -> EmailAddress:
    EmailAddress.objects.filter(user=user, primary=True).exclude(
        email=user.email
    ).delete()
    # Verified, or a link that was never used could bring it back.
    former, _ = EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": False, "verified": True}
    )
    return former


def _is_taken(address: str) -> bool:
    return (
        CustomUser.objects.filter(email=address).exists()
        or EmailAddress.objects.filter(email=address, verified=True).exists()
    )
