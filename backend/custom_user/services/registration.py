"""Sign-up."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from custom_user.constants import MailKind, Role
from custom_user.models import CustomUser
from custom_user.services.accounts import store_new_account
from custom_user.services.mail import mail_account, mail_nobody, take_turn
from custom_user.services.passwords import check_new_password
from custom_user.services.verification import ensure_address, send_verification


def register(
    *,
    email: str,
    password: str,
    now: datetime,
    first_name: str = "",
    last_name: str = "",
) -> None:
    """Make an account and mail a link that proves the address.

    If there is one with this address already, its holder gets a mail. It stays as it
    is, but an unverified one loses a password that is not this one: only who reads the
    mail can tell which sign-up was theirs. Nobody else can tell any of this, neither by
    the answer nor by the time it takes.

    Raises:
        PasswordRefusedError: the password is not good enough.
    """
    account = CustomUser(
        email=CustomUser.objects.normalize_email(email),
        first_name=first_name,
        last_name=last_name,
        date_joined=now,
    )
    check_new_password(user=account, password=password)
    # Slow on purpose, so both are done before it matters, for all alike.
    account.set_password(password)
    known = CustomUser.objects.filter(email=account.email).first() or account
    is_same_password = known.check_password(password)
    with transaction.atomic():
        if store_if_new(account):
            send_verification(email=account.email)
            return
        _work_as_for_a_new_account(account)
        _write_about(account.email, keeps_password=is_same_password)


def _write_about(email: str, *, keeps_password: bool) -> None:
    """Let the holder of the account that has the address know, and nobody else."""
    if _is_verified(email):
        _write_to_owner(email, MailKind.ACCOUNT_EXISTS)
    elif keeps_password:
        send_verification(email=email)
    else:
        _drop_password(email)
        _write_to_owner(email, MailKind.RESET)


class _UndoError(Exception):
    """Takes back what was stored for the time it takes alone."""


def _work_as_for_a_new_account(account: CustomUser) -> None:
    # Storing takes some milliseconds, which would show over many tries.
    nobody = CustomUser(email=f"{uuid4()}@nobody.invalid", password=account.password)
    with suppress(_UndoError), transaction.atomic():
        store_if_new(nobody)
        ensure_address(user=nobody)
        raise _UndoError


def _drop_password(email: str) -> None:
    # Whoever wants to share the account of somebody else signs up before them.
    for account in CustomUser.objects.select_for_update().filter(email=email):
        account.set_unusable_password()
        account.save(update_fields=["password"])


def store_if_new(account: CustomUser) -> bool:
    """Store a reader's account, unless its address has one; say whether it was new."""
    if CustomUser.objects.filter(email=account.email).exists():
        return False
    try:
        store_new_account(account)
    except IntegrityError:
        # Somebody was faster, who gets the same answer.
        return False
    reader, _ = Group.objects.get_or_create(name=Role.READER.value)
    account.groups.add(reader)
    return True


def _is_verified(email: str) -> bool:
    rows = EmailAddress.objects.filter(email=email, user__email=email, verified=True)
    return bool(rows.exists())


def _write_to_owner(email: str, kind: MailKind) -> None:
    is_due = take_turn(email=email)
    owner = CustomUser.objects.filter(email=email, is_active=True).first()
    if is_due and owner:
        mail_account(user=owner, kind=kind)
    else:
        mail_nobody(kind=kind)
