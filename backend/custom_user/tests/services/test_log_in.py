from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.cache import BaseCache

from custom_user.constants import Notification
from custom_user.models import CustomUser, NotificationChoice
from custom_user.services.credentials import account_name
from custom_user.services.guesses import is_known_address
from custom_user.services.log_in import log_in
from custom_user.tests.factories import PASSWORD
from custom_user.tests.mailbox import mails_sent
from custom_user.tests.second_factors import verified_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def user(cache: BaseCache) -> CustomUser:
    """An account that was never logged in to."""
    return verified_user()


def _log_in(user: CustomUser, address: str) -> list[str]:
    """Log in and return the subjects of the mails that follow."""
    with mails_sent() as mails:
        log_in(
            email=user.email,
            password=PASSWORD,
            device_name="phone",
            address=address,
            now=NOW,
        )
    return [str(mail.subject) for mail in mails]


def test_the_first_log_in_is_no_news(user: CustomUser) -> None:
    assert _log_in(user, HOME) == []


def test_a_log_in_from_a_new_address_is_told_by_mail(user: CustomUser) -> None:
    _log_in(user, HOME)

    assert len(_log_in(user, ELSEWHERE)) == 1
    assert _log_in(user, ELSEWHERE) == _log_in(user, HOME) == []


def test_who_declined_is_not_told(user: CustomUser) -> None:
    _log_in(user, HOME)
    NotificationChoice.objects.create(
        user=user, kind=Notification.NEW_LOGIN, is_wanted=False
    )

    assert _log_in(user, ELSEWHERE) == []


def test_the_address_is_known_afterwards_to_this_account_alone(
    user: CustomUser,
) -> None:
    _log_in(user, HOME)

    assert is_known_address(account=account_name(user), address=HOME)
    assert not is_known_address(account=account_name(user), address=ELSEWHERE)
    other = account_name(verified_user())
    assert not is_known_address(account=other, address=HOME)
