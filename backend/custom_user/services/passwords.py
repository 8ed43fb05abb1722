"""New passwords: chosen, changed by their owner, and set anew by a link in a mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction

from common.exceptions import FieldError
from common.throttling import Rate, Rule, hit
from custom_user.constants import MailKind
from custom_user.exceptions import LinkInvalidError, PasswordRefusedError
from custom_user.models import AuthToken, CustomUser
from custom_user.services.credentials import account_name, check_password
from custom_user.services.email_change import drop_email_change
from custom_user.services.guesses import know_address
from custom_user.services.mail import mail_account, mail_nobody
from custom_user.services.tokens import hold_session, restart_session
from custom_user.services.verification import prove_address

RESETS_PER_ACCOUNT = Rate(5, 60 * 60)


def check_new_password(
    *, user: CustomUser, password: str, pointer: str = "/password"
) -> None:
    """Refuse what is easily guessed; `pointer` is where the body has the password.

    Raises:
        PasswordRefusedError: with each rule it breaks.
    """
    try:
        get_adapter().clean_password(password, user=user)
    except ValidationError as refusal:
        faults = tuple(
            FieldError(pointer, fault.code or "invalid", " ".join(fault.messages))
            for fault in refusal.error_list
        )
        raise PasswordRefusedError(errors=faults) from refusal


@transaction.atomic
def set_password(
    *, user: CustomUser, password: str, pointer: str = "/password"
) -> None:
    """Give the account a new password and tell its holder by mail.

    Ends all sessions, and what was begun with the former password: resets by mail and a
    requested change of the address.

    Raises:
        PasswordRefusedError: it is not good enough.
    """
    check_new_password(user=user, password=password, pointer=pointer)
    user.set_password(password)
    user.save(update_fields=["password"])
    # The database has counted it up.
    user.refresh_from_db(fields=["session_epoch"])
    drop_email_change(user=user)
    mail_account(user=user, kind=MailKind.CREDENTIALS_CHANGED)


def change_password(
    *,
    token: AuthToken,
    current_password: str,
    new_password: str,
    address: str,
    now: datetime,
) -> tuple[AuthToken, str]:
    """Change the password of somebody who knows it, and return a token to go on with.

    Raises:
        CredentialsInvalidError: the current password is another.
        TooManyGuessesError: it has been guessed at too often.
        PasswordRefusedError: the new one is not good enough, or not new.
    """
    pointer = "/new_password"
    check_password(user=token.user, password=current_password, address=address)
    if new_password == current_password:
        message = "This is the password you have."
        fault = FieldError(pointer, "password_unchanged", message)
        raise PasswordRefusedError(errors=(fault,))
    with transaction.atomic():
        hold_session(token=token)
        set_password(user=token.user, password=new_password, pointer=pointer)
        return restart_session(token=token, now=now)


def request_reset(*, email: str) -> None:
    """Mail a link for a new password to the account of this address, if there is one.

    Nobody can tell from outside. After five mails in an hour no more go out.
    """
    address = CustomUser.objects.normalize_email(email)
    rule = Rule("password_reset", f"mail:{address}", RESETS_PER_ACCOUNT)
    is_due = hit(rule, open_without_redis=False).admitted
    user = CustomUser.objects.filter(email=address, is_active=True).first()
    if is_due and user:
        mail_account(user=user, kind=MailKind.RESET)
    else:
        mail_nobody(kind=MailKind.RESET)


def make_reset_key(*, user: CustomUser) -> str:
    """Return what `reset_password` takes, good until something of the account changes.

    That is the password, an address, or a log-in.
    """
    return f"{user.public_id.hex}-{default_token_generator.make_token(user)}"


@transaction.atomic
def reset_password(*, key: str, password: str, address: str) -> None:
    """Set a new password for whoever got the mail, and count their address as verified.

    Second factors stay. `address` is the client's.

    Raises:
        LinkInvalidError: the link is used, expired or replaced.
        PasswordRefusedError: it is not good enough; the link can be used again.
    """
    user = _find_by_reset_key(key)
    set_password(user=user, password=password)
    prove_address(user=user)
    # So that guesses of others cannot keep the owner out.
    know_address(account=account_name(user), address=address)


def _find_by_reset_key(key: str) -> CustomUser:
    """Return the account, locked, so that of two uses of a key one comes too late."""
    name, _, token = key.partition("-")
    try:
        public_id = UUID(hex=name)
    except ValueError as error:
        raise LinkInvalidError from error
    accounts = CustomUser.objects.select_for_update()
    user = accounts.filter(public_id=public_id, is_active=True).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise LinkInvalidError
    return user
