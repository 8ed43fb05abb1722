from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from custom_user.exceptions import AddressUnverifiedError, ChallengeInvalidError
from custom_user.models import CustomUser
from custom_user.services.factors.totp import add_totp, begin_totp
from custom_user.services.tokens import end_all_sessions
from custom_user.tests.second_factors import (
    client_of,
    code_at,
    count_sessions,
    verified_user,
)

pytestmark = pytest.mark.django_db


def add(user: CustomUser, challenge: str, secret: str) -> list[str]:
    now = timezone.now()
    code = code_at(secret, now)
    return add_totp(user=user, challenge=challenge, code=code, now=now)


def test_adding_leaves_sessions_to_the_caller() -> None:
    user = verified_user()
    client_of(user)
    setup = begin_totp(user=user)
    assert len(add(user, setup.challenge, setup.secret)) == 10
    assert count_sessions(user) == 1


def test_the_address_has_to_be_verified_at_both_steps() -> None:
    user = verified_user()
    setup = begin_totp(user=user)
    EmailAddress.objects.update(verified=False)
    with pytest.raises(AddressUnverifiedError):
        add(user, setup.challenge, setup.secret)
    with pytest.raises(AddressUnverifiedError):
        begin_totp(user=user)
    assert not Authenticator.objects.exists()


def test_a_setup_ends_with_the_sessions() -> None:
    user = verified_user()
    setup = begin_totp(user=user)
    end_all_sessions(user=user)
    with pytest.raises(ChallengeInvalidError):
        add(user, setup.challenge, setup.secret)
