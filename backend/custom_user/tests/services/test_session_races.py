"""What ends sessions while others are being opened or carried on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import override_settings

from common.exceptions import DomainError
from custom_user.exceptions import CodeInvalidError, SessionEndedError
from custom_user.models import AuthToken, CustomUser
from custom_user.services.api_keys import create_api_key
from custom_user.services.email_change import request_email_change
from custom_user.services.erasure import delete_account
from custom_user.services.exporting import request_export
from custom_user.services.factors.codes import verify_code
from custom_user.services.factors.sessions import replace_recovery_codes
from custom_user.services.log_in import log_in
from custom_user.services.notifications import choose_notifications
from custom_user.services.passwords import change_password
from custom_user.services.profile import update_profile
from custom_user.services.tokens import (
    end_all_sessions,
    end_session,
    end_stolen_session,
    open_session,
    rotate_token,
)
from custom_user.tests.factories import PASSWORD
from custom_user.tests.second_factors import turn_on_app, verified_user

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME = "192.0.2.1"
NEW = "another correct horse battery"


@pytest.fixture
def user() -> CustomUser:
    return verified_user()


@pytest.fixture
def token(user: CustomUser) -> AuthToken:
    return open_session(user=user, device_name="phone", now=NOW)[0]


@contextmanager
def meanwhile(call: Callable[[], Any]) -> Iterator[list[Any]]:
    """Do what is inside, in one transaction, and let `call` run into its locks.

    The list has what became of the call: its result, or what it raised.
    """

    def run() -> Any:
        try:
            return call()
        except DomainError as error:
            return error
        finally:
            connection.close()

    outcomes: list[Any] = []
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            yield outcomes
            running = pool.submit(run)
            _wait_until_one_waits()
        outcomes.append(running.result(timeout=10))


def _wait_until_one_waits() -> None:
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                " AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("Nobody waits.")


def enter(user: CustomUser) -> Any:
    return log_in(
        email=user.email, password=PASSWORD, device_name="", address=HOME, now=NOW
    )


def disable(user: CustomUser) -> None:
    CustomUser.objects.filter(pk=user.pk).update(is_active=False)


def forget_password(user: CustomUser) -> None:
    CustomUser.objects.filter(pk=user.pk).update(password="!")


def delete(user: CustomUser) -> None:
    delete_account(user=user, now=NOW)


@pytest.mark.parametrize("end", [disable, forget_password, delete])
def test_a_log_in_that_is_overtaken_opens_nothing(
    user: CustomUser, end: Callable[[CustomUser], object]
) -> None:
    pk = user.pk
    with meanwhile(lambda: enter(user)) as outcomes:
        end(CustomUser.objects.get(pk=pk))

    assert isinstance(outcomes[0], SessionEndedError)
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize(
    "end",
    [
        lambda token: forget_password(token.user),
        lambda token: end_session(user=token.user, session_id=token.session_id),
        lambda token: end_stolen_session(token=token),
    ],
)
def test_what_ends_a_session_finds_a_token_that_is_just_being_made(
    token: AuthToken, end: Callable[[AuthToken], object]
) -> None:
    with meanwhile(lambda: end(token)):
        rotate_token(token=token, now=NOW)

    assert not AuthToken.objects.exists()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("go_on", ["rotate", "change password", "change factors"])
def test_a_session_that_is_being_ended_is_not_carried_on(
    user: CustomUser, token: AuthToken, go_on: str, *, whole: bool
) -> None:
    turn_on_app(user)
    calls: dict[str, Callable[[], object]] = {
        "rotate": lambda: rotate_token(token=token, now=NOW),
        "change password": lambda: change_password(
            token=token,
            current_password=PASSWORD,
            new_password=NEW,
            address=HOME,
            now=NOW,
        ),
        "change factors": lambda: replace_recovery_codes(token=token, now=NOW),
    }

    with meanwhile(calls[go_on]) as outcomes:
        if whole:
            end_all_sessions(user=CustomUser.objects.get(pk=user.pk))
        else:
            end_session(user=user, session_id=token.session_id)

    assert isinstance(outcomes[0], SessionEndedError)
    assert not AuthToken.objects.exists()
    assert CustomUser.objects.get(pk=user.pk).check_password(PASSWORD)


@pytest.mark.parametrize("end", [end_all_sessions, delete])
@pytest.mark.parametrize(
    "change",
    [
        lambda user: choose_notifications(user=user, choices={"new_login": False}),
        lambda user: create_api_key(
            owner=user, name="CI", scopes=["posts:read"], now=NOW
        ),
        lambda user: request_email_change(user=user, email="new@example.org"),
        lambda user: request_export(user=user, now=NOW),
        lambda user: update_profile(user=user, changes={"city": "Oslo"}),
    ],
)
def test_nothing_is_changed_by_a_request_whose_session_has_just_ended(
    user: CustomUser, change: Callable[[CustomUser], object], end: Callable[..., object]
) -> None:
    with meanwhile(lambda: change(user)) as outcomes:
        end(user=CustomUser.objects.get(pk=user.pk))

    assert isinstance(outcomes[0], SessionEndedError)


def test_a_recovery_code_that_is_just_being_replaced_is_wrong(user: CustomUser) -> None:
    _, codes = turn_on_app(user)

    def use() -> None:
        verify_code(user=user, code=codes[0], now=NOW)

    with meanwhile(use) as outcomes:
        Authenticator.objects.filter(type="recovery_codes").delete()

    assert isinstance(outcomes[0], CodeInvalidError)


def test_a_log_in_that_hashes_the_password_anew_gets_through(user: CustomUser) -> None:
    hashers = "django.contrib.auth.hashers."
    newer = [f"{hashers}PBKDF2PasswordHasher", f"{hashers}MD5PasswordHasher"]

    with override_settings(PASSWORD_HASHERS=newer):
        enter(user)

    assert AuthToken.objects.filter(user=user).count() == 1
    user.refresh_from_db()
    assert user.password.startswith("pbkdf2")
