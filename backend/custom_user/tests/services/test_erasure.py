from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.test import Client

from common.tests.log_lines import LogLines
from custom_user.events import account_erased
from custom_user.exceptions import LastSuperuserError, LinkInvalidError
from custom_user.models import AccountErasure, CustomUser, UserProfile
from custom_user.services.deletion import cancel_deletion, schedule_deletion
from custom_user.services.erasure import (
    ErasureFailedError,
    erase_account,
    erase_due_accounts,
    make_cancel_key,
)
from custom_user.tests.factories import UserFactory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DUE = NOW + timedelta(days=365)


def ask(**fields: Any) -> tuple[CustomUser, AccountErasure]:
    user = UserFactory.create(**fields)
    return user, schedule_deletion(user=user, now=NOW)


@pytest.fixture
def unlucky() -> Iterator[list[int]]:
    """The keys of accounts that another app cannot let go of."""
    keys: list[int] = []

    def fail(user: CustomUser, **_signal: Any) -> None:
        CustomUser.objects.filter(pk=user.pk).update(first_name="touched")
        if user.pk in keys:
            raise LookupError(user.email)

    account_erased.connect(fail)
    yield keys
    account_erased.disconnect(fail)


@pytest.mark.django_db
def test_what_is_due_is_erased_and_nothing_else() -> None:
    ask()
    late, _ = ask()
    AccountErasure.objects.filter(user=late).update(erase_after=DUE + timedelta(days=1))
    bystander = UserFactory.create()

    report = erase_due_accounts(now=DUE)

    assert (report.erased, report.skipped, report.failed) == (1, 0, 0)
    assert set(CustomUser.objects.all()) == {late, bystander}


@pytest.mark.django_db
def test_the_receipt_has_numbers_and_no_person() -> None:
    user, erasure = ask()
    EmailAddress.objects.create(user=user, email=user.email)

    assert erase_account(erasure=erasure, now=DUE)

    erasure.refresh_from_db()
    assert (erasure.user_id, erasure.erased_at) == (None, DUE)
    assert erasure.counts == {"accounts": 1, "user profiles": 1, "email addresses": 1}


@pytest.mark.django_db
def test_erasing_again_changes_nothing() -> None:
    _, erasure = ask()
    erase_account(erasure=erasure, now=DUE)

    assert not erase_account(erasure=erasure, now=DUE + timedelta(days=1))

    erasure.refresh_from_db()
    assert erasure.erased_at == DUE


@pytest.mark.django_db
def test_an_account_deleted_in_the_admin_meanwhile_is_erased() -> None:
    user, erasure = ask()
    user.delete()

    assert erase_due_accounts(now=DUE).erased == 1
    erasure.refresh_from_db()
    assert (erasure.erased_at, erasure.counts) == (DUE, {})


@pytest.mark.django_db
def test_one_that_fails_stops_no_other_and_stays_whole(unlucky: list[int]) -> None:
    user, erasure = ask(email="unlucky@example.org", first_name="Ada")
    unlucky.append(user.pk)
    ask()

    with LogLines() as lines:
        report = erase_due_accounts(now=DUE)

    assert (report.erased, report.failed) == (1, 1)
    user.refresh_from_db()
    assert user.first_name == "Ada"
    erasure.refresh_from_db()
    assert erasure.erased_at is None
    [line] = lines.named("account_not_erased")
    assert line["data"]["receipt"] == str(erasure.public_id)
    assert "unlucky@example.org" not in lines.text()


@pytest.mark.django_db
def test_a_failure_is_told_to_whoever_erases_one(unlucky: list[int]) -> None:
    user, erasure = ask()
    unlucky.append(user.pk)

    with pytest.raises(ErasureFailedError):
        erase_account(erasure=erasure, now=DUE)


def _log(model: type[models.Model], key: object, text: str, by: CustomUser) -> LogEntry:
    return LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(model),
        object_id=str(key),
        object_repr=text,
        action_flag=CHANGE,
        change_message=f"Changed {text}.",
    )


@pytest.mark.django_db
def test_the_admin_s_log_no_longer_tells_who_it_was() -> None:
    user, erasure = ask(email="ada@example.org")
    UserProfile.objects.filter(user=user).update(phone_no="+4930123456")
    admin, bystander = UserFactory.create_batch(2)
    row = EmailAddress.objects.create(user=user, email="old@example.org")
    scrubbed = [
        _log(CustomUser, user.pk, "Ada", admin),
        _log(UserProfile, user.user_profile.pk, "Ada", admin),
        _log(EmailAddress, row.pk, "x", admin),
        _log(CustomUser, bystander.pk, "Told Ada@Example.org", admin),
        _log(CustomUser, bystander.pk, "call +4930123456", admin),
        _log(CustomUser, bystander.pk, "was old@example.org", admin),
    ]
    kept = [
        _log(CustomUser, bystander.pk, "Ada", admin),
        _log(EmailAddress, user.pk + 1000, "Ada", admin),
    ]

    erase_account(erasure=erasure, now=DUE)

    texts = dict(LogEntry.objects.values_list("pk", "object_repr"))
    assert {texts[entry.pk] for entry in scrubbed} == {"erased"}
    assert {texts[entry.pk] for entry in kept} == {"Ada"}
    assert LogEntry.objects.filter(change_message="").count() == len(scrubbed)


@pytest.mark.django_db
@pytest.mark.usefixtures("cache")
def test_sessions_of_the_admin_are_gone() -> None:
    user = UserFactory.create(staff=True)
    client, other = Client(), Client()
    client.force_login(user)
    other.force_login(UserFactory.create(staff=True))

    erase_account(erasure=schedule_deletion(user=user, now=NOW), now=DUE)

    assert Session.objects.count() == 1
    assert client.get("/api/v1/me/").status_code == 401
    assert other.get("/api/v1/me/").status_code == 200


def _in_threads(*jobs: Callable[[], object]) -> list[object]:
    def run(job: Callable[[], object]) -> object:
        try:
            return job()
        except (LinkInvalidError, LastSuperuserError) as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_accounts_erase_each_once() -> None:
    for _ in range(5):
        ask()

    jobs = [lambda: erase_due_accounts(now=DUE).erased] * 6
    erased = _in_threads(*jobs)

    assert sum(number for number in erased if isinstance(number, int)) == 5
    assert CustomUser.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_link_opened_many_times_at_once_works_once() -> None:
    user, erasure = ask()
    key = make_cancel_key(erasure=erasure)

    seen = _in_threads(*[lambda: cancel_deletion(key=key, now=NOW)] * 6)

    assert sorted(map(str, seen)) == sorted(["None", *[str(LinkInvalidError)] * 5])
    user.refresh_from_db()
    assert user.is_active


@pytest.mark.django_db(transaction=True)
def test_of_a_link_and_the_worker_one_wins() -> None:
    for _ in range(8):
        _, erasure = ask()
        key = make_cancel_key(erasure=erasure)

        seen = _in_threads(
            partial(cancel_deletion, key=key, now=NOW),
            partial(erase_account, erasure=erasure, now=NOW),
        )

        assert seen in ([None, False], [LinkInvalidError, True])


@pytest.mark.django_db(transaction=True)
def test_two_superusers_do_not_leave_at_once() -> None:
    users = UserFactory.create_batch(2, superuser=True)

    def leave(user: CustomUser) -> object:
        return type(schedule_deletion(user=user, now=NOW))

    seen = _in_threads(lambda: leave(users[0]), lambda: leave(users[1]))

    assert sorted(map(str, seen)) == sorted(
        [str(AccountErasure), str(LastSuperuserError)]
    )


@pytest.mark.django_db(transaction=True)
def test_asking_on_two_devices_at_once_gives_one_receipt() -> None:
    user = UserFactory.create()

    seen = _in_threads(*[lambda: schedule_deletion(user=user, now=NOW).pk] * 4)

    assert len(set(seen)) == 1
    assert AccountErasure.objects.count() == 1
