"""Using what a provider gave out: to log in, or to be able to from now on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from custom_user.exceptions import SocialLoginFailedError
from custom_user.models import CustomUser
from custom_user.services.credentials import require_verified_address
from custom_user.services.log_in import LoggedIn, SecondStep, continue_log_in
from custom_user.services.one_time import spend
from custom_user.services.social.accounts import connect, open_account
from custom_user.services.social.identity import Proof, identify

# No provider's tokens live longer.
ID_TOKEN_LIFETIME = timedelta(days=1)


def log_in_by_provider(
    *,
    provider: str,
    proof: Proof,
    device_name: str,
    address: str,
    now: datetime,
) -> LoggedIn | SecondStep:
    """Log in by what a provider gave out; second factors of the account still apply.

    The provider is asked before the transaction, so that a slow one holds no lock.

    Raises:
        ProviderNotFoundError: it is unknown, or switched off.
        SocialLoginFailedError: the provider does not stand for it, or not for an
            address.
        AccountDisabledError, AddressUnverifiedError: told to the owner alone.
    """
    identity = identify(provider=provider, proof=proof)
    with transaction.atomic():
        _use_up(proof, now)
        user = open_account(identity=identity, now=now)
    require_verified_address(user=user)
    return continue_log_in(user=user, device_name=device_name, address=address, now=now)


def connect_by_provider(
    *, user: CustomUser, provider: str, proof: Proof, now: datetime
) -> None:
    """Connect the account of somebody who is logged in.

    The only way for providers that verify no address.

    Raises:
        ProviderNotFoundError, SocialLoginFailedError: as `log_in_by_provider`.
        ConnectionTakenError: it opens another account.
        AddressUnverifiedError: the address of the account is not verified.
    """
    require_verified_address(user=user)
    identity = identify(provider=provider, proof=proof)
    with transaction.atomic():
        _use_up(proof, now)
        connect(user=user, identity=identity)


def _use_up(proof: Proof, now: datetime) -> None:
    # Codes are used up by the provider. The signature stays out of it, because its last
    # character can be written in several ways.
    signed = proof.id_token.rpartition(".")[0]
    if signed and not spend(f"id token:{signed}", until=now + ID_TOKEN_LIFETIME):
        raise SocialLoginFailedError
