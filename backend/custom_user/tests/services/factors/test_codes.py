from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import timezone
from freezegun import freeze_time
from pytest_django import Settings

from custom_user.exceptions import CodeInvalidError
from custom_user.models import CustomUser, SpentSecret
from custom_user.selectors.factors import count_recovery_codes
from custom_user.services.factors.codes import verify_code
from custom_user.services.one_time import forget_spent
from custom_user.tests.mailbox import mails_sent
from custom_user.tests.second_factors import code_at, turn_on_app, verified_user

pytestmark = pytest.mark.django_db
NOON = "2026-05-01T12:00:00Z"


def works(user: CustomUser, code: str) -> bool:
    try:
        verify_code(user=user, code=code, now=timezone.now())
    except CodeInvalidError:
        return False
    return True


@freeze_time(NOON)
def test_a_code_of_the_app_works_once(settings: Settings) -> None:
    user = verified_user()
    secret, _ = turn_on_app(user)
    code = code_at(secret, timezone.now())

    assert works(user, code)
    # With a cache that forgets everything.
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    assert not works(user, code)


@freeze_time(NOON)
def test_the_code_that_turned_the_app_on_is_used_up() -> None:
    user = verified_user()
    secret, _ = turn_on_app(user)
    assert not works(user, code_at(secret, timezone.now(), steps=-1))


@pytest.mark.parametrize(
    ("steps", "accepted"), [(-2, False), (0, True), (1, True), (2, False), (100, False)]
)
@freeze_time(NOON)
def test_a_clock_may_be_off_by_half_a_minute(*, steps: int, accepted: bool) -> None:
    user = verified_user()
    secret, _ = turn_on_app(user)
    assert works(user, code_at(secret, timezone.now(), steps=steps)) is accepted


def test_no_code_works_twice_within_the_tolerance() -> None:
    with freeze_time(NOON) as clock:
        user = verified_user()
        secret, _ = turn_on_app(user)
        code = code_at(secret, timezone.now(), steps=1)
        assert works(user, code)
        for _ in range(8):
            clock.tick(timedelta(seconds=10))
            assert not works(user, code)
            # Tidying up must not bring it back while it would be accepted.
            forget_spent(now=timezone.now())
        assert not SpentSecret.objects.exists() or not works(user, code)


@freeze_time(NOON)
def test_codes_are_of_one_account() -> None:
    ada, bob = verified_user(), verified_user()
    secret, recovery_codes = turn_on_app(ada)
    turn_on_app(bob)

    assert not works(bob, code_at(secret, timezone.now()))
    assert not works(bob, recovery_codes[0])
    assert works(ada, code_at(secret, timezone.now()))


@pytest.mark.parametrize(
    "code", ["", " ", "0", "000000000000000000", "١٢٣٤٥٦", "12345\0", "-" * 20, "é" * 6]
)
def test_what_is_no_code_is_refused(code: str) -> None:
    user = verified_user()
    turn_on_app(user)
    assert not works(user, code)
    assert not works(verified_user(), code)


def test_a_recovery_code_works_once_and_is_told_by_mail() -> None:
    user = verified_user()
    _, codes = turn_on_app(user)

    with mails_sent() as mails:
        assert works(user, codes[3])
    assert [mail.to for mail in mails] == [[user.email]]
    assert not works(user, codes[3])
    assert works(user, codes[4])
    assert count_recovery_codes(user) == len(codes) - 2


@freeze_time(NOON)
def test_use_is_recorded() -> None:
    user = verified_user()
    secret, codes = turn_on_app(user)
    works(user, code_at(secret, timezone.now()))
    works(user, codes[0])

    used = Authenticator.objects.values_list("last_used_at", flat=True)
    assert list(used) == [timezone.now()] * 2


def test_secrets_cannot_be_read_in_the_database() -> None:
    user = verified_user()
    secret, codes = turn_on_app(user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT s::text FROM custom_user_spentsecret s")
        stored += " ".join(row[0] for row in cursor.fetchall())

    assert "secret" in stored
    assert secret not in stored
    assert not any(code in stored for code in codes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_many_at_once_one_gets_in(kind: str) -> None:
    user = verified_user()
    secret, codes = turn_on_app(user)
    code = code_at(secret, timezone.now()) if kind == "app" else codes[0]
    together = Barrier(4)

    def check(_: int) -> bool:
        together.wait()
        try:
            return works(user, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(check, range(4))) == [False, False, False, True]
