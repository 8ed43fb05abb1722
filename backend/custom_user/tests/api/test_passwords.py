from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from freezegun import freeze_time

from custom_user.models import AuthToken, CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.services.credentials import account_name
from custom_user.services.email_change import request_email_change
from custom_user.services.guesses import is_known_address
from custom_user.services.passwords import make_reset_key
from custom_user.services.tokens import open_session
from custom_user.tests.factories import PASSWORD, UserFactory
from custom_user.tests.mailbox import key_in, mails_sent
from tests.api.conformance import ApiClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
ADDRESS = "ada@example.org"
NEW_PASSWORD = "seven green bottles"


@pytest.fixture
def user() -> CustomUser:
    user = UserFactory.create(email=ADDRESS)
    vouch_for_address(account=user)
    return user


@pytest.fixture
def token(user: CustomUser) -> str:
    return open_session(user=user, device_name="phone", now=timezone.now())[1]


def ask_reset(email: str = ADDRESS) -> Any:
    return ApiClient().post("/api/v1/auth/password-reset/", {"email": email})


def reset(key: str, password: str = NEW_PASSWORD) -> Any:
    body = {"key": key, "password": password}
    return ApiClient().post("/api/v1/auth/password-reset-confirm/", body)


def change(token: str, current: str = PASSWORD, new: str = NEW_PASSWORD) -> Any:
    client = ApiClient(headers={"Authorization": f"Token {token}"})
    body = {"current_password": current, "new_password": new}
    return client.post("/api/v1/auth/password-change/", body)


def log_in(password: str) -> Any:
    body = {"email": ADDRESS, "password": password}
    return ApiClient().post("/api/v1/auth/login/", body)


def is_let_in(token: str) -> bool:
    client = ApiClient(headers={"Authorization": f"Token {token}"})
    return client.post("/api/v1/auth/confirm/", {}).status_code != 401


def assert_refused(answer: Any, code: str = "USR0004") -> None:
    assert answer.status_code == 400
    assert answer.json()["error_code"] == code


def test_a_forgotten_password_is_set_anew_by_the_link(
    user: CustomUser, token: str
) -> None:
    with mails_sent() as mails:
        assert ask_reset(" ADA@Example.org").status_code == 202
    [message] = mails
    assert message.to == [ADDRESS]

    assert reset(key_in(message)).status_code == 204

    assert log_in(PASSWORD).status_code == 401
    assert log_in(NEW_PASSWORD).status_code == 200
    assert not is_let_in(token)


def test_the_holder_is_told_of_the_new_password(user: CustomUser) -> None:
    with mails_sent() as mails:
        reset(make_reset_key(user=user))

    [message] = mails
    assert message.to == [ADDRESS]
    assert "password was changed" in message.subject


def test_who_has_no_usable_account_gets_no_mail_and_the_same_answer(
    user: CustomUser,
) -> None:
    disabled = UserFactory.create(is_active=False)
    known = ask_reset()

    with mails_sent() as mails:
        others = [ask_reset(disabled.email), ask_reset("nobody@example.org")]
    assert mails == []
    for other in others:
        assert (other.status_code, other.content) == (202, known.content)
        assert other.headers.keys() == known.headers.keys()


def test_five_mails_an_hour_are_enough(user: CustomUser) -> None:
    with mails_sent() as mails:
        answers = {ask_reset().status_code for _ in range(8)}

    assert len(mails) == 5
    assert answers == {202}


def test_a_reset_link_works_once(user: CustomUser) -> None:
    key = make_reset_key(user=user)
    assert reset(key).status_code == 204

    assert_refused(reset(key, "another good one"))
    assert log_in(NEW_PASSWORD).status_code == 200


def test_a_reset_link_used_many_times_at_once_works_once(
    transactional_db: None, user: CustomUser
) -> None:
    key = make_reset_key(user=user)

    def use(number: int) -> int:
        try:
            return int(reset(key, f"{NEW_PASSWORD} {number}").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(use, range(12)))

    assert statuses == [204] + [400] * 11


@pytest.mark.parametrize(("minutes", "status"), [(59, 204), (61, 400)])
def test_a_reset_link_works_for_an_hour(
    user: CustomUser, minutes: int, status: int
) -> None:
    key = make_reset_key(user=user)

    with freeze_time(timezone.now() + timedelta(minutes=minutes)):
        assert reset(key).status_code == status


def test_a_weak_password_leaves_the_link_usable(user: CustomUser) -> None:
    key = make_reset_key(user=user)
    answer = reset(key, "password")

    assert_refused(answer, "USR0009")
    assert answer.json()["errors"][0]["pointer"] == "/password"
    assert reset(key).status_code == 204


def test_a_reset_link_dies_with_the_password_and_the_address(
    user: CustomUser, token: str
) -> None:
    key = make_reset_key(user=user)
    assert change(token).status_code == 200
    assert_refused(reset(key))

    user.refresh_from_db()
    key = make_reset_key(user=user)
    CustomUser.objects.update(email="new@example.org")
    assert_refused(reset(key))


def test_a_reset_link_dies_with_a_log_in(user: CustomUser) -> None:
    key = make_reset_key(user=user)
    assert log_in(PASSWORD).status_code == 200

    assert_refused(reset(key))


def test_a_reset_link_of_a_disabled_or_deleted_account_is_refused(
    user: CustomUser,
) -> None:
    key = make_reset_key(user=user)
    CustomUser.objects.update(is_active=False)
    assert_refused(reset(key))

    CustomUser.objects.all().delete()
    assert_refused(reset(key))


def test_a_reset_link_opens_no_other_account(user: CustomUser) -> None:
    other = UserFactory.create()
    token = make_reset_key(user=user).partition("-")[2]

    assert_refused(reset(f"{other.public_id.hex}-{token}"))


@pytest.mark.parametrize(
    "key", ["x", "-", "x-y-z", "0" * 32, f"{'f' * 32}-a-b", "ä-ö", f"{'9' * 32}-\u0661"]
)
def test_a_reset_key_of_somebody_elses_making_is_refused(key: str) -> None:
    assert_refused(reset(key))


def test_a_reset_proves_the_address() -> None:
    user = UserFactory.create(email=ADDRESS)
    assert log_in(PASSWORD).status_code == 403

    assert reset(make_reset_key(user=user)).status_code == 204

    row = EmailAddress.objects.get()
    assert (row.email, row.primary, row.verified) == (ADDRESS, True, True)
    assert log_in(NEW_PASSWORD).status_code == 200


def test_a_reset_leaves_the_second_factor(user: CustomUser) -> None:
    TOTP.activate(user, generate_totp_secret())

    assert reset(make_reset_key(user=user)).status_code == 204

    answer = log_in(NEW_PASSWORD)
    assert answer.status_code == 202
    assert answer.json()["factors"] == ["totp"]


def test_a_reset_makes_the_place_known_to_the_account(user: CustomUser) -> None:
    account = account_name(user)
    assert not is_known_address(account=account, address="127.0.0.1")

    reset(make_reset_key(user=user))

    assert is_known_address(account=account, address="127.0.0.1")


def test_a_new_password_takes_back_what_a_thief_began(user: CustomUser) -> None:
    with mails_sent() as mails:
        request_email_change(user=user, email="thief@example.org")
    key = key_in(mails[0])

    reset(make_reset_key(user=user))

    answer = ApiClient().post("/api/v1/auth/verify-email/", {"key": key})
    assert answer.status_code == 400
    user.refresh_from_db()
    assert user.email == ADDRESS


def test_a_changed_password_gives_this_device_a_new_token(
    user: CustomUser, token: str
) -> None:
    other = open_session(user=user, device_name="laptop", now=timezone.now())[1]

    with mails_sent() as mails:
        answer = change(token)

    assert answer.status_code == 200
    assert is_let_in(answer.json()["token"])
    assert not is_let_in(token)
    assert not is_let_in(other)
    assert AuthToken.objects.get().device_name == "phone"
    assert log_in(NEW_PASSWORD).status_code == 200
    [message] = mails
    assert "password was changed" in message.subject


def test_a_change_needs_the_current_password(user: CustomUser, token: str) -> None:
    answer = change(token, current="wrong")

    assert answer.status_code == 401
    assert answer.json()["error_code"] == "USR0001"
    assert is_let_in(token)
    assert log_in(PASSWORD).status_code == 200


def test_wrong_current_passwords_count_as_guesses(user: CustomUser, token: str) -> None:
    rates = {**settings.THROTTLE_RATES, "login_account": "10/5min"}
    with override_settings(THROTTLE_RATES=rates):
        statuses = [change(token, current=f"wrong {n}").status_code for n in range(12)]
        late = change(token)

    assert statuses.count(401) <= 10
    assert statuses[-1] == late.status_code == 429
    assert late.json()["error_code"] == "USR0008"


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (PASSWORD, "password_unchanged"),
        ("short", "password_too_short"),
        ("ada@example", "password_too_similar"),
    ],
)
def test_a_poor_new_password_changes_nothing(
    user: CustomUser, token: str, new: str, code: str
) -> None:
    answer = change(token, new=new)

    assert_refused(answer, "USR0009")
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/new_password", code)
    assert is_let_in(token)
    assert log_in(PASSWORD).status_code == 200


def test_a_change_needs_a_token() -> None:
    assert change("prt_wrong").status_code == 401
    assert ApiClient().post("/api/v1/auth/password-change/", {}).status_code == 401
