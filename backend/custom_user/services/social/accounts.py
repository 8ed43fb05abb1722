"""Which account an identity at a provider opens."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from custom_user.constants import MailKind
from custom_user.exceptions import (
    AccountDisabledError,
    ConnectionTakenError,
    LastWayInError,
    ProviderNotFoundError,
    SocialLoginFailedError,
)
from custom_user.models import CustomUser
from custom_user.selectors.factors import count_ways_in
from custom_user.services.mail import mail_account
from custom_user.services.registration import store_if_new
from custom_user.services.social.identity import Identity
from custom_user.services.tokens import end_all_sessions, lock_account
from custom_user.services.verification import prove_address


@transaction.atomic
def open_account(*, identity: Identity, now: datetime) -> CustomUser:
    """Return the account of this identity: connected before, now, or made for it.

    Only an address that the provider has verified finds an account; without one the
    answer is the same whether or not we know the address.

    Raises:
        SocialLoginFailedError: the identity is new and has no verified address.
        AccountDisabledError: the account may not be used.
    """
    known = SocialAccount.objects.filter(provider=identity.provider, uid=identity.uid)
    connection = known.select_related("user").first()
    user = connection.user if connection else _account_of_address(identity, now)
    if not user.is_active:
        raise AccountDisabledError
    if connection is None:
        # What the provider tells of somebody is none of our business, so nothing is
        # kept of it.
        connection, _ = SocialAccount.objects.get_or_create(
            provider=identity.provider,
            uid=identity.uid,
            defaults={"user": user, "extra_data": {}},
        )
    known.update(last_login=now)
    opened: CustomUser = connection.user
    return opened


@transaction.atomic
def connect(*, user: CustomUser, identity: Identity) -> None:
    """Let this identity open the account from now on, whatever its address is.

    Raises:
        ConnectionTakenError: it opens another account.
    """
    connection, is_new = SocialAccount.objects.get_or_create(
        provider=identity.provider,
        uid=identity.uid,
        defaults={"user": user, "extra_data": {}},
    )
    if is_new:
        mail_account(user=user, kind=MailKind.FACTORS_CHANGED)
    if connection.user_id != user.pk:
        raise ConnectionTakenError


@transaction.atomic
def disconnect(*, user: CustomUser, provider: str) -> None:
    """Take back that the account can be opened at this provider.

    Raises:
        ProviderNotFoundError: it cannot anyway.
        LastWayInError: the account has no password and nothing else to log in with.
    """
    lock_account(user=user)
    rows = SocialAccount.objects.filter(user=user, provider=provider)
    if not rows.exists():
        raise ProviderNotFoundError("The account is not connected to this provider.")
    if count_ways_in(user) == 1:
        raise LastWayInError
    rows.delete()
    mail_account(user=user, kind=MailKind.FACTORS_CHANGED)


def _account_of_address(identity: Identity, now: datetime) -> CustomUser:
    if not identity.email:
        raise SocialLoginFailedError
    account = CustomUser(
        email=identity.email,
        first_name=identity.first_name,
        last_name=identity.last_name,
        date_joined=now,
    )
    account.set_unusable_password()
    is_new = store_if_new(account)
    # The row is the lock: of two log-ins at once the second finds what the first did.
    user = CustomUser.objects.select_for_update().get(email=identity.email)
    if user.is_active and not _is_verified(user):
        _take_over(user)
    if user.is_active and not is_new:
        mail_account(user=user, kind=MailKind.FACTORS_CHANGED)
    return user


def _is_verified(user: CustomUser) -> bool:
    rows = EmailAddress.objects.filter(user=user, email=user.email, verified=True)
    return bool(rows.exists())


def _take_over(user: CustomUser) -> None:
    # A stranger may have registered the address, so what they know or hold must not
    # open the account of its owner.
    if user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
    SocialAccount.objects.filter(user=user).delete()
    end_all_sessions(user=user)
    if not prove_address(user=user):
        raise SocialLoginFailedError
