from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import BaseCache
from django.test import override_settings

from custom_user.exceptions import (
    AccountDisabledError,
    CodeInvalidError,
    CredentialsInvalidError,
    TooManyGuessesError,
)
from custom_user.services.guesses import guess, know_address

HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def _ten_in_five_minutes(cache: BaseCache) -> Iterator[None]:
    rates = {**settings.THROTTLE_RATES, "login_account": "10/5min"}
    with override_settings(THROTTLE_RATES=rates):
        yield


@pytest.fixture
def account() -> str:
    return f"account:{uuid4()}"


def _wrong(account: str, address: str) -> bool:
    """Guess wrongly; say whether the guess was looked at."""
    looked_at = False
    with (
        suppress(CredentialsInvalidError, TooManyGuessesError),
        guess(account=account, address=address),
    ):
        looked_at = True
        raise CredentialsInvalidError
    return looked_at


def test_strangers_have_seven_wrong_guesses_wherever_they_come_from(
    account: str,
) -> None:
    looked_at = [_wrong(account, f"198.51.100.{n}") for n in range(100)]

    assert looked_at.count(True) == 7
    assert looked_at[:7] == [True] * 7


def test_known_addresses_have_three_guesses_of_their_own(account: str) -> None:
    know_address(account=account, address=HOME)
    for number in range(50):
        _wrong(account, f"198.51.100.{number}")

    looked_at = [_wrong(account, HOME) for _ in range(10)]

    # Seven and three: never more than ten reach the hasher.
    assert looked_at.count(True) == 3


def test_the_owner_gets_in_from_home_while_strangers_have_used_theirs_up(
    account: str,
) -> None:
    know_address(account=account, address=HOME)
    for number in range(50):
        _wrong(account, f"198.51.100.{number}")

    for _ in range(20):
        with guess(account=account, address=HOME):
            pass


def test_right_guesses_cost_nothing(account: str) -> None:
    for _ in range(30):
        with guess(account=account, address=ELSEWHERE):
            pass

    assert [_wrong(account, ELSEWHERE) for _ in range(8)].count(True) == 7


@pytest.mark.parametrize("error", [AccountDisabledError, ValueError])
def test_what_fails_after_the_right_password_costs_nothing(
    account: str, error: type[Exception]
) -> None:
    for _ in range(30):
        with pytest.raises(error), guess(account=account, address=ELSEWHERE):
            raise error


def test_wrong_codes_count_like_wrong_passwords(account: str) -> None:
    for _ in range(7):
        with (
            pytest.raises(CodeInvalidError),
            guess(account=account, address=ELSEWHERE),
        ):
            raise CodeInvalidError

    assert not _wrong(account, ELSEWHERE)


def test_who_has_to_wait_is_told_how_long(account: str) -> None:
    for _ in range(7):
        _wrong(account, ELSEWHERE)

    with (
        pytest.raises(TooManyGuessesError) as caught,
        guess(account=account, address=ELSEWHERE),
    ):
        pass

    # The window began with the first guess and no refused one prolongs it, so that
    # the owner is never locked out for longer than its five minutes.
    assert 1 <= caught.value.retry_after <= 300


def test_accounts_are_counted_apart(account: str) -> None:
    for _ in range(8):
        _wrong(account, ELSEWHERE)

    assert _wrong(f"{account}0", ELSEWHERE)


def test_of_many_guesses_at_once_no_more_are_looked_at(account: str) -> None:
    with ThreadPoolExecutor(24) as pool:
        looked_at = list(
            pool.map(lambda n: _wrong(account, f"198.51.100.{n}"), range(240))
        )

    assert looked_at.count(True) == 7


@override_settings(
    CACHES={
        "default": {
            "BACKEND": "common.cache.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "KEY_PREFIX": "lost",
        }
    }
)
def test_without_redis_this_process_counts(account: str) -> None:
    looked_at = [_wrong(account, ELSEWHERE) for _ in range(20)]

    assert looked_at.count(True) == 7
