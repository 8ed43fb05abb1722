"""Nobody learns from a clock whether an address has an account."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.core.cache import BaseCache
from pytest_django import Settings
from rest_framework.test import APIClient

from custom_user.models import CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.tests.factories import UserFactory

TRIES = 200
TOLERANCE_SECONDS = 0.010
# A busy machine can spoil one measurement; a real difference is in each.
MEASUREMENTS = 3
PASSWORD = "seven green bottles"


class CheapArgon2(Argon2PasswordHasher):
    """Argon2 at about 5 ms instead of 50: its steps are all there, and far from noise.

    A hash more or less in one of the branches still shows in the median.
    """

    time_cost = 1
    memory_cost = 20 * 1024
    parallelism = 1


@pytest.fixture
def _argon2(settings: Settings, cache: BaseCache) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CheapArgon2"]
    # Each account would be locked after ten guesses, and be as fast as that is.
    settings.THROTTLE_RATES = dict.fromkeys(settings.THROTTLE_RATES, "1000000/s")


def _body(path: str, email: str) -> dict[str, str]:
    has_password = path in {"register", "login"}
    return {"email": email} | ({"password": PASSWORD} if has_password else {})


def _medians(
    path: str, known: Callable[[int], str]
) -> tuple[float, float, set[tuple[int, bytes]]]:
    """Ask for a known and an unknown address in turn; return both medians, answers."""
    times: dict[bool, list[float]] = {True: [], False: []}
    answers: set[tuple[int, bytes]] = set()
    client = APIClient()
    for number in range(TRIES):
        for is_known in (True, False) if number % 2 else (False, True):
            email = known(number) if is_known else f"nobody{number}@example.com"
            started = time.perf_counter()
            answer: Any = client.post(f"/api/v1/auth/{path}/", _body(path, email))
            times[is_known].append(time.perf_counter() - started)
            answers.add((answer.status_code, _without_ids(answer)))
    return median(times[True]), median(times[False]), answers


def _without_ids(answer: Any) -> bytes:
    content: bytes = answer.content
    return content.replace(answer["X-Request-ID"].encode(), b"")


@pytest.mark.slow
@pytest.mark.usefixtures("_argon2")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "verified"),
    [
        ("register", True),
        ("register", False),
        ("login", True),
        ("password-reset", True),
        ("verify-email/resend", True),
        ("verify-email/resend", False),
    ],
)
def test_known_and_unknown_addresses_take_equally_long(
    path: str, *, verified: bool
) -> None:
    differences: list[float] = []
    while len(differences) < MEASUREMENTS:
        known, unknown, answers = _measure(path, verified=verified)
        assert len(answers) == 1
        differences.append(known - unknown)
        if abs(known - unknown) <= TOLERANCE_SECONDS:
            return
    pytest.fail(f"known minus unknown, in seconds: {differences}")


def _measure(path: str, *, verified: bool) -> tuple[float, float, set[Any]]:
    CustomUser.objects.all().delete()
    # One account per try, or the second would only meet the limit of one mail a minute.
    users = [UserFactory.create(password=None) for _ in range(TRIES)]
    CustomUser.objects.update(password=make_password("another good one"))
    for user in users:
        vouch_for_address(account=user)
    EmailAddress.objects.update(verified=verified)
    return _medians(path, lambda number: users[number].email)
