"""Removing second factors."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from custom_user.exceptions import FactorNotFoundError, LastWayInError
from custom_user.models import CustomUser
from custom_user.selectors.factors import count_ways_in, own_factors, public_id_of
from custom_user.services.factors.changes import change_factors


def remove_factor(*, user: CustomUser, factor: str) -> None:
    """Remove one factor of the account, by its public id.

    With the last one go the recovery codes, which stand for nothing any more. Sessions
    are the caller's business.

    Raises:
        FactorNotFoundError: the account has no such factor.
        LastWayInError: the account has no password and nothing else to log in with.
        AddressUnverifiedError: the address of the account is not verified.
    """
    with change_factors(user=user):
        rows = own_factors(user)
        removed = next((row for row in rows if str(public_id_of(row)) == factor), None)
        if removed is None:
            raise FactorNotFoundError
        is_way_in = removed.type == Authenticator.Type.WEBAUTHN
        if is_way_in and count_ways_in(user) == 1:
            raise LastWayInError
        if len(rows) == 1:
            Authenticator.objects.filter(user=user).delete()
        else:
            removed.delete()
