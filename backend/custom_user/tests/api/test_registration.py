from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.cache import BaseCache
from django.db import connection

from custom_user.models import CustomUser, UserProfile
from custom_user.services.accounts import vouch_for_address
from custom_user.tests.factories import PASSWORD, UserFactory
from custom_user.tests.mailbox import Mails, key_in, mails_sent
from tests.api.conformance import ApiClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
REGISTER = "/api/v1/auth/register/"
ADDRESS = "ada@example.org"
NEW_PASSWORD = "seven green bottles"


def register(**body: Any) -> Any:
    return ApiClient().post(
        REGISTER, {"email": ADDRESS, "password": NEW_PASSWORD, **body}
    )


def log_in(password: str) -> int:
    body = {"email": ADDRESS, "password": password}
    return ApiClient().post("/api/v1/auth/login/", body).status_code


def test_a_sign_up_makes_a_whole_account_that_cannot_log_in_yet() -> None:
    answer = register(first_name="Ada", last_name="Lovelace")

    assert answer.status_code == 202
    user = CustomUser.objects.get()
    assert (user.email, user.first_name, user.last_name) == (
        ADDRESS,
        "Ada",
        "Lovelace",
    )
    assert user.is_active
    assert not user.is_staff
    assert UserProfile.objects.get().user == user
    assert [group.name for group in user.groups.all()] == ["Reader"]
    row = EmailAddress.objects.get()
    assert (row.user, row.email, row.primary, row.verified) == (
        user,
        ADDRESS,
        True,
        False,
    )
    assert log_in(NEW_PASSWORD) == 403


def test_the_link_in_the_mail_lets_the_account_log_in() -> None:
    with mails_sent() as mails:
        register()
    [message] = mails

    assert message.to == [ADDRESS]
    body = {"key": key_in(message)}
    assert ApiClient().post("/api/v1/auth/verify-email/", body).status_code == 200
    assert log_in(NEW_PASSWORD) == 200


def test_the_roles_need_not_be_seeded() -> None:
    assert not Group.objects.exists()

    assert register().status_code == 202
    assert Group.objects.get().name == "Reader"


def test_the_address_is_stored_in_one_spelling() -> None:
    register(email=" Ada@Example.ORG ")
    register(email="ADA@example.org")

    assert CustomUser.objects.get().email == ADDRESS


def _register_with_account(*, verified: bool) -> tuple[Any, CustomUser, Mails]:
    user = UserFactory.create(email=ADDRESS)
    if verified:
        vouch_for_address(account=user)
    with mails_sent() as mails:
        answer = register(first_name="Mallory")
    user.refresh_from_db()
    return answer, user, mails


@pytest.mark.parametrize("verified", [True, False])
def test_a_known_address_changes_nothing(*, verified: bool) -> None:
    _, user, _ = _register_with_account(verified=verified)

    assert CustomUser.objects.count() == 1
    # Of an unverified one, nobody knows yet whose password it was.
    assert user.check_password(PASSWORD) is verified
    assert not user.check_password(NEW_PASSWORD)
    assert user.first_name == ""
    assert not user.groups.exists()


def test_the_owner_of_a_verified_address_is_told() -> None:
    _, _, [message] = _register_with_account(verified=True)

    assert message.to == [ADDRESS]
    assert "already have an account" in message.subject
    assert "key=" not in str(message.body)


def test_an_unverified_address_gets_a_link_that_sets_a_new_password() -> None:
    # Somebody may have signed up with another's address, to share the account later.
    _, user, [message] = _register_with_account(verified=False)

    assert message.to == [ADDRESS]
    chosen = "the real owner's own words"
    answer = ApiClient().post(
        "/api/v1/auth/password-reset-confirm/",
        {"key": key_in(message), "password": chosen},
    )
    assert answer.status_code == 204
    user.refresh_from_db()
    assert user.check_password(chosen)
    assert EmailAddress.objects.filter(user=user, verified=True).exists()


def test_the_password_of_a_stranger_does_not_outlive_the_owners_sign_up() -> None:
    # The stranger comes first, and at once the owner, who gets the stranger's mail.
    with mails_sent() as mails:
        register(password="what a stranger knows")
    with mails_sent() as more:
        register()
    assert not more

    key = key_in(mails[0])
    answer = ApiClient().post("/api/v1/auth/verify-email/", {"key": key})
    assert answer.status_code == 200

    assert log_in("what a stranger knows") == log_in(NEW_PASSWORD) == 401


def test_a_sign_up_that_is_sent_twice_keeps_its_password() -> None:
    with mails_sent() as mails:
        register()
        register()

    ApiClient().post("/api/v1/auth/verify-email/", {"key": key_in(mails[0])})

    assert log_in(NEW_PASSWORD) == 200


@pytest.mark.parametrize("verified", [True, False])
def test_known_and_new_addresses_get_the_same_answer(*, verified: bool) -> None:
    known, _, _ = _register_with_account(verified=verified)
    new = register(email="grace@example.org")

    assert known.status_code == new.status_code == 202
    assert known.content == new.content
    assert known.headers.keys() == new.headers.keys()


def test_a_disabled_account_is_not_written_to() -> None:
    for verified in (True, False):
        user = UserFactory.create(email=f"{verified}@example.org", is_active=False)
        if verified:
            vouch_for_address(account=user)
        with mails_sent() as mails:
            assert register(email=user.email).status_code == 202
        assert mails == []


def test_nobody_is_mailed_twice_within_a_minute() -> None:
    with mails_sent() as mails:
        for _ in range(3):
            assert register().status_code == 202

    assert len(mails) == 1


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("12345678", "password_too_common"),
        ("ada@example", "password_too_similar"),
        ("Lovelace1", "password_too_similar"),
        ("Pressroom123", "password_site_word"),
    ],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_a_weak_password_is_refused_for_known_and_new_addresses_alike(
    password: str, code: str, *, is_known: bool
) -> None:
    if is_known:
        # Another name, which must not make a difference.
        vouch_for_address(account=UserFactory.create(email=ADDRESS, first_name="Eve"))

    with mails_sent() as mails:
        answer = register(password=password, last_name="Lovelace")

    assert answer.status_code == 400
    body = answer.json()
    assert body["error_code"] == "USR0009"
    assert ("/password", code) in {
        (fault["pointer"], fault["code"]) for fault in body["errors"]
    }
    assert mails == []
    assert CustomUser.objects.count() == is_known


@pytest.mark.parametrize("length", [8, 64, 256])
def test_long_passphrases_are_welcome(length: int) -> None:
    password = ("Zq3 äß漢" * 64)[:length]

    assert register(password=password).status_code == 202
    assert CustomUser.objects.get().check_password(password)


def test_two_sign_ups_at_once_make_one_account(
    transactional_db: None, cache: BaseCache
) -> None:
    def sign_up(_: int) -> int:
        try:
            return int(register().status_code)
        finally:
            connection.close()

    with mails_sent() as mails, ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(sign_up, range(12)))

    assert statuses == [202] * 12
    assert CustomUser.objects.count() == EmailAddress.objects.count() == 1
    assert UserProfile.objects.count() == 1
    assert CustomUser.objects.get().groups.count() == 1
    assert len(mails) == 1


def test_a_wrong_credential_is_refused_here_too() -> None:
    client = ApiClient(headers={"Authorization": "Token prt_wrong"})

    assert client.post(REGISTER, {}).status_code == 401


def test_other_methods_are_refused() -> None:
    assert ApiClient().get(REGISTER).status_code == 405
