from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from custom_user.exceptions import (
    ConfirmationMissingError,
    SessionEndedError,
    SessionNotFoundError,
)
from custom_user.models import ApiKey, AuthToken, CustomUser
from custom_user.selectors.credentials import find_token
from custom_user.services.tokens import (
    confirm_session,
    end_all_sessions,
    end_session,
    end_stolen_session,
    forget_expired_tokens,
    open_session,
    record_use,
    require_confirmation,
    restart_session,
    rotate_token,
)
from custom_user.tests.factories import UserFactory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _open(user: CustomUser, name: str = "phone", at: datetime = NOW) -> AuthToken:
    return open_session(user=user, device_name=name, now=at)[0]


@pytest.mark.django_db
def test_only_a_digest_of_the_token_is_stored() -> None:
    _, key = open_session(user=UserFactory.create(), device_name="phone", now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM custom_user_authtoken t")
        [(row,)] = cursor.fetchall()
    # The first characters are kept to tell tokens apart, the rest is not there.
    assert key[15:] not in row
    assert key.startswith("prt_")
    assert len(key) == len("prt_") + 64


@pytest.mark.django_db
def test_a_token_is_found_by_its_text_alone() -> None:
    _, key = open_session(user=UserFactory.create(), device_name="phone", now=NOW)
    token = AuthToken.objects.get()
    soon = NOW + timedelta(minutes=1)

    assert find_token(key=key, now=soon) == token
    assert find_token(key=key[:-1] + "x", now=soon) is None
    assert find_token(key=token.digest, now=soon) is None


@pytest.mark.django_db
def test_a_new_session_ends_the_least_recently_used_one_at_the_limit() -> None:
    user = UserFactory.create()
    tokens = [_open(user, f"device {n}", NOW + timedelta(minutes=n)) for n in range(20)]
    record_use(token=tokens[0], now=NOW + timedelta(hours=1))

    _open(user, "one more", NOW + timedelta(hours=2))

    names = set(AuthToken.objects.values_list("device_name", flat=True))
    assert len(names) == 20
    assert "device 1" not in names
    assert {"device 0", "one more"} <= names


@pytest.mark.django_db(transaction=True)
def test_sessions_opened_at_once_stay_within_the_limit() -> None:
    user = UserFactory.create()

    def open_one(number: int) -> None:
        try:
            _open(user, f"device {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_one, range(30)))

    assert AuthToken.objects.usable(NOW).filter(user=user).count() == 20


@pytest.mark.django_db
def test_a_session_that_is_used_slides_and_never_beyond_its_longest_life() -> None:
    token = _open(UserFactory.create())

    for day in range(1, 364, 20):
        record_use(token=token, now=NOW + timedelta(days=day))

    token.refresh_from_db()
    assert token.last_used_at == NOW + timedelta(days=361)
    assert token.expiry == NOW + timedelta(days=365)


@pytest.mark.django_db
def test_use_is_noted_every_few_minutes_only() -> None:
    token = _open(UserFactory.create())

    record_use(token=token, now=NOW + timedelta(seconds=299))
    token.refresh_from_db()
    assert token.last_used_at == NOW

    record_use(token=token, now=NOW + timedelta(seconds=300))
    token.refresh_from_db()
    assert token.last_used_at == NOW + timedelta(seconds=300)


@pytest.mark.django_db
def test_rotation_carries_the_session_on() -> None:
    old = _open(UserFactory.create(), "phone")
    confirm_session(token=old, now=NOW)

    new, key = rotate_token(token=old, now=NOW + timedelta(days=1))

    assert find_token(key=key, now=NOW + timedelta(days=2)) == new
    assert (new.session_id, new.device_name) == (old.session_id, "phone")
    assert (new.started_at, new.confirmed_at) == (NOW, NOW)
    old.refresh_from_db()
    assert old.rotated_at == NOW + timedelta(days=1)


@pytest.mark.django_db
def test_rotation_does_not_lengthen_the_longest_life() -> None:
    token = _open(UserFactory.create())

    new, _ = rotate_token(token=token, now=NOW + timedelta(days=350))

    assert new.expiry == NOW + timedelta(days=365)
    assert new.started_at == NOW


@pytest.mark.django_db
def test_a_token_is_rotated_once() -> None:
    token = _open(UserFactory.create())
    rotate_token(token=token, now=NOW)

    with pytest.raises(SessionEndedError):
        rotate_token(token=token, now=NOW)

    assert AuthToken.objects.filter(rotated_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_rotations_one_succeeds() -> None:
    token = _open(UserFactory.create())

    def rotate(_number: int) -> bool:
        try:
            rotate_token(token=token, now=NOW)
        except SessionEndedError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(rotate, range(8)))

    assert outcomes.count(True) == 1


@pytest.mark.django_db
def test_a_stolen_session_ends_with_all_its_tokens_and_no_other() -> None:
    user = UserFactory.create()
    other = _open(user, "laptop")
    stolen = _open(user, "phone")
    rotate_token(token=stolen, now=NOW)

    end_stolen_session(token=stolen)

    assert list(AuthToken.objects.all()) == [other]


@pytest.mark.django_db
def test_ending_a_session_leaves_the_others() -> None:
    user = UserFactory.create()
    kept, ended = _open(user, "laptop"), _open(user, "phone")
    rotate_token(token=ended, now=NOW)

    end_session(user=user, session_id=ended.session_id)

    assert list(AuthToken.objects.all()) == [kept]


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["nobody's", "another account's"])
def test_only_sessions_of_the_account_can_be_ended(whose: str) -> None:
    other = _open(UserFactory.create())
    session_id = uuid4() if whose == "nobody's" else other.session_id

    with pytest.raises(SessionNotFoundError):
        end_session(user=UserFactory.create(), session_id=session_id)

    assert AuthToken.objects.count() == 1


def _change_password(user: CustomUser) -> None:
    user.set_password("another long enough one")
    user.save()


def _change_email(user: CustomUser) -> None:
    CustomUser.objects.filter(pk=user.pk).update(email="new@example.org")


def _deactivate(user: CustomUser) -> None:
    CustomUser.objects.filter(pk=user.pk).update(is_active=False)


def _deactivate_by_sql(user: CustomUser) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE custom_user_customuser SET is_active = false")


def _end_all(user: CustomUser) -> None:
    end_all_sessions(user=user)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [_change_password, _change_email, _deactivate, _deactivate_by_sql, _end_all],
)
def test_sessions_end_with_what_opened_them(
    change: Callable[[CustomUser], None],
) -> None:
    user, bystander = UserFactory.create(), UserFactory.create()
    kept = _open(bystander)
    rotate_token(token=_open(user), now=NOW)
    _open(user)
    if change is _deactivate_by_sql:
        bystander.delete()
    hash_before = user.get_session_auth_hash()

    change(user)

    left = set(AuthToken.objects.all())
    assert left == (set() if change is _deactivate_by_sql else {kept})
    # Sessions of the admin end as well.
    assert CustomUser.objects.get(pk=user.pk).get_session_auth_hash() != hash_before


@pytest.mark.django_db
def test_sessions_survive_what_does_not_concern_them() -> None:
    user = UserFactory.create()
    token = _open(user)

    user.first_name, user.last_login, user.is_staff = "Ada", NOW, True
    user.save()
    user.groups.add(Group.objects.create(name="Some"))

    assert AuthToken.objects.filter(pk=token.pk).exists()


@pytest.mark.django_db
def test_keys_of_programs_survive_a_new_password_and_no_deactivation() -> None:
    user = UserFactory.create()
    key = ApiKey.objects.create(
        owner=user, name="CI", scopes=["posts:read"], hint="prk_1", digest="1"
    )

    _change_password(user)
    key.refresh_from_db()
    assert key.revoked_at is None

    _deactivate(user)
    CustomUser.objects.filter(pk=user.pk).update(is_active=True)
    assert ApiKey.objects.filter(revoked_at__isnull=False).exists()


@pytest.mark.django_db
def test_restarting_leaves_one_new_session_of_the_same_device() -> None:
    user = UserFactory.create()
    _open(user, "laptop")
    token = _open(user, "phone")

    new, key = restart_session(token=token, now=NOW)

    assert list(AuthToken.objects.all()) == [new]
    assert new.device_name == "phone"
    assert new.session_id != token.session_id
    assert find_token(key=key, now=NOW) == new


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "is_fresh"), [(0, True), (5, True), (5.1, False)])
def test_a_confirmation_lasts_five_minutes(minutes: float, is_fresh: bool) -> None:
    token = _open(UserFactory.create())
    confirm_session(token=token, now=NOW)
    at = NOW + timedelta(minutes=minutes)

    if is_fresh:
        require_confirmation(token=token, now=at)
    else:
        with pytest.raises(ConfirmationMissingError):
            require_confirmation(token=token, now=at)


@pytest.mark.django_db
def test_a_log_in_is_no_confirmation() -> None:
    with pytest.raises(ConfirmationMissingError):
        require_confirmation(token=_open(UserFactory.create()), now=NOW)


@pytest.mark.django_db
def test_expired_tokens_are_forgotten() -> None:
    user = UserFactory.create()
    expired = _open(user)
    AuthToken.objects.filter(pk=expired.pk).update(expiry=NOW)
    kept = _open(user)

    assert forget_expired_tokens(now=NOW) == 1
    assert list(AuthToken.objects.all()) == [kept]
