"""Recovery codes: for whoever has lost the device with their other factor."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from custom_user.exceptions import FactorMissingError
from custom_user.models import CustomUser
from custom_user.selectors.factors import list_factor_types
from custom_user.services.factors.changes import change_factors


def renew_recovery_codes(*, user: CustomUser) -> list[str]:
    """Make new codes, shown this once; those before are good for nothing any more.

    Raises:
        FactorMissingError: there is no other factor they could stand for.
        AddressUnverifiedError: the address of the account is not verified.
    """
    with change_factors(user=user):
        if not list_factor_types(user):
            raise FactorMissingError
        own_codes = Authenticator.objects.filter(
            user=user, type=Authenticator.Type.RECOVERY_CODES
        )
        own_codes.delete()
        return make_codes(user)


def ensure_recovery_codes(user: CustomUser) -> list[str]:
    """Make the codes that go with a first factor; none if the account has some."""
    has_codes = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.RECOVERY_CODES
    ).exists()
    return [] if has_codes else make_codes(user)


def make_codes(user: CustomUser) -> list[str]:
    """Store codes for an account that has none, and return them."""
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes
