"""Making, changing over and revoking keys, also at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from common.exceptions import DomainError
from custom_user.constants import API_KEY_OVERLAP, API_KEYS_PER_ACCOUNT, SCOPES
from custom_user.exceptions import (
    ApiKeyExpiredError,
    ApiKeyLimitError,
    ApiKeyNotFoundError,
    ApiKeyRefusedError,
    RotationRunningError,
)
from custom_user.models import ApiKey
from custom_user.selectors.api_keys import former_key_expires_at
from custom_user.selectors.credentials import find_api_key
from custom_user.services.api_keys import (
    NewKey,
    create_api_key,
    finish_rotation,
    record_key_use,
    revoke_api_key,
    rotate_api_key,
)
from custom_user.tests.factories import ApiKeyFactory, UserFactory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + API_KEY_OVERLAP


def make(**options: Any) -> NewKey:
    options = {
        "owner": options.pop("owner", None) or UserFactory.create(),
        "name": "a program",
        "scopes": ["posts:read"],
        "now": NOW,
        **options,
    }
    return create_api_key(**options)


@pytest.mark.django_db
def test_no_column_holds_the_key() -> None:
    new = make()
    text = rotate_api_key(api_key=new.api_key, now=NOW).text

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM custom_user_apikey k")
        [(row,)] = cursor.fetchall()
    for secret in (text, new.text):
        assert secret.startswith("prk_")
        assert len(secret) == len("prk_") + 64
        # The beginning is the hint; the rest is nowhere.
        assert secret[12:] not in row


@pytest.mark.django_db
def test_a_key_is_found_by_its_text_in_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    new = make()

    with django_assert_num_queries(1):
        found = find_api_key(key=new.text, now=NOW)
        assert found is not None
        assert found.owner.is_active

    assert find_api_key(key=new.text[:-1] + "x", now=NOW) is None
    assert find_api_key(key=new.api_key.digest, now=NOW) is None


@pytest.mark.django_db
def test_scopes_are_stored_once_and_in_their_order() -> None:
    new = make(scopes=["tags:write", "posts:read", "tags:write"])

    assert new.api_key.scopes == ["posts:read", "tags:write"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["posts:read", "money:write"]}, "/scopes"),
        ({"expires_at": NOW}, "/expires_at"),
    ],
)
def test_what_would_open_nothing_is_refused(
    wrong: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(ApiKeyRefusedError) as refusal:
        make(**wrong)

    assert [fault.pointer for fault in refusal.value.errors] == [pointer]
    assert not ApiKey.objects.exists()


@pytest.mark.django_db
def test_a_disabled_account_gets_no_key() -> None:
    with pytest.raises(ApiKeyRefusedError, match="disabled"):
        make(owner=UserFactory.create(is_active=False))


@pytest.mark.django_db
def test_keys_that_open_nothing_count_against_no_limit() -> None:
    owner = UserFactory.create()
    ApiKeyFactory.create_batch(API_KEYS_PER_ACCOUNT - 1, owner=owner)
    ApiKeyFactory.create(owner=owner, revoked_at=NOW)
    ApiKeyFactory.create(owner=owner, expires_at=NOW)

    make(owner=owner)

    with pytest.raises(ApiKeyLimitError):
        make(owner=owner)


@pytest.mark.django_db
def test_both_texts_are_good_until_the_overlap_ends() -> None:
    old = make()
    new = rotate_api_key(api_key=old.api_key, now=NOW)
    just_before = LATER - timedelta(seconds=1)

    assert find_api_key(key=old.text, now=just_before) == old.api_key
    assert find_api_key(key=new.text, now=just_before) == old.api_key
    assert find_api_key(key=old.text, now=LATER) is None
    assert find_api_key(key=new.text, now=LATER) == old.api_key
    assert new.api_key.hint == new.text[:12] != old.text[:12]


@pytest.mark.django_db
def test_a_rotation_waits_for_the_one_before() -> None:
    api_key = make().api_key
    rotate_api_key(api_key=api_key, now=NOW)

    with pytest.raises(RotationRunningError):
        rotate_api_key(api_key=api_key, now=LATER - timedelta(seconds=1))

    rotate_api_key(api_key=api_key, now=LATER)


@pytest.mark.django_db
def test_a_finished_rotation_ends_the_former_text_at_once() -> None:
    old = make()
    new = rotate_api_key(api_key=old.api_key, now=NOW)

    api_key = finish_rotation(api_key=old.api_key)

    assert former_key_expires_at(api_key, now=NOW) is None
    assert find_api_key(key=old.text, now=NOW) is None
    assert find_api_key(key=new.text, now=NOW) == api_key
    assert finish_rotation(api_key=api_key) == api_key


@pytest.mark.django_db
def test_revoking_ends_both_texts_for_good() -> None:
    old = make()
    new = rotate_api_key(api_key=old.api_key, now=NOW)

    assert revoke_api_key(api_key=old.api_key, now=NOW)
    assert not revoke_api_key(api_key=old.api_key, now=LATER)

    assert find_api_key(key=old.text, now=NOW) is None
    assert find_api_key(key=new.text, now=NOW) is None
    assert ApiKey.objects.get().revoked_at == NOW
    for change in (
        lambda: rotate_api_key(api_key=old.api_key, now=LATER),
        lambda: finish_rotation(api_key=old.api_key),
    ):
        with pytest.raises(ApiKeyNotFoundError):
            change()


@pytest.mark.django_db
def test_an_expired_key_gets_no_new_text() -> None:
    api_key = make(expires_at=LATER).api_key

    with pytest.raises(ApiKeyExpiredError):
        rotate_api_key(api_key=api_key, now=LATER)


@pytest.mark.django_db
def test_the_use_of_a_busy_key_is_noted_every_five_minutes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    api_key = make().api_key
    minutes = [0, 1, 4, 5, 6, 10]
    noted = []

    for minute in minutes:
        api_key.refresh_from_db()
        before = api_key.last_used_at
        record_key_use(api_key=api_key, now=NOW + timedelta(minutes=minute))
        api_key.refresh_from_db()
        noted.append(api_key.last_used_at != before)

    assert noted == [True, False, False, True, False, True]
    with django_assert_num_queries(0):
        record_key_use(api_key=api_key, now=NOW + timedelta(minutes=14))


def at_once(call: Callable[[], object], times: int) -> list[type | None]:
    """Call it in as many threads; return what each raised."""

    def run(_number: int) -> type | None:
        try:
            call()
        except DomainError as error:
            return type(error)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_at_the_same_moment() -> None:
    owner = UserFactory.create()
    ApiKeyFactory.create_batch(API_KEYS_PER_ACCOUNT - 1, owner=owner)

    outcomes = at_once(lambda: make(owner=owner), 6)

    assert outcomes.count(None) == 1
    assert outcomes.count(ApiKeyLimitError) == 5
    assert ApiKey.objects.count() == API_KEYS_PER_ACCOUNT


@pytest.mark.django_db(transaction=True)
def test_of_rotations_at_the_same_moment_one_happens() -> None:
    api_key = make().api_key

    outcomes = at_once(lambda: rotate_api_key(api_key=api_key, now=NOW), 6)

    assert outcomes.count(None) == 1
    assert outcomes.count(RotationRunningError) == 5


def test_scopes_are_reading_and_writing_of_each_kind() -> None:
    assert {"*:read", "*:write", "posts:read", "profile:write"} <= set(SCOPES)
    assert len(SCOPES) == len(set(SCOPES))
