from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time
from pytest_django import Settings
from rest_framework.exceptions import NotAuthenticated, PermissionDenied, Throttled
from rest_framework.test import APIClient

from common.models import IdempotencyRecord, KeyValueStore
from common.tasks import forget_idempotency_records
from common.tests.api.idempotent_site import RowView, TakenError, nothing
from custom_user.tests.callers import with_key, with_token
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = "common.tests.api.idempotent_site"
    yield
    RowView.then = staticmethod(nothing)


def post(
    path: str = "/rows/",
    body: Any = None,
    *,
    key: str = KEY,
    client: Any = None,
    **headers: str,
) -> Any:
    client = client or APIClient(raise_request_exception=False)
    sent = {"Idempotency-Key": key, **headers}
    return client.post(path, {} if body is None else body, headers=sent)


def rows() -> int:
    return KeyValueStore.objects.count()


def fail_once(error: Exception) -> Callable[[], None]:
    """Return what raises after the work is done, the first time."""
    errors = [error]

    def fail() -> None:
        if errors:
            raise errors.pop()

    return staticmethod(fail)


def test_the_same_request_gets_the_first_answer_again() -> None:
    first, second = post(), post()

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    for name in ("Location", "ETag", "Content-Type", "Vary", "Cache-Control"):
        assert second[name] == first[name]
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert rows() == 1


def test_without_a_key_every_request_is_a_new_one() -> None:
    assert APIClient().post("/rows/").content != APIClient().post("/rows/").content
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.parametrize("other", [{"body": {"a": 1}}, {"If_Match": '"2"'}])
def test_another_request_with_the_key_is_refused(other: dict[str, Any]) -> None:
    post()
    headers = {name.replace("_", "-"): value for name, value in other.items()}

    answer = post(**headers)

    assert (answer.status_code, answer.json()["error_code"]) == (422, "COM0012")
    assert rows() == 1


def test_an_empty_body_is_another_one_than_an_empty_object() -> None:
    post()

    assert APIClient().post("/rows/", headers={"Idempotency-Key": KEY}).status_code == (
        422
    )


@pytest.mark.parametrize("key", ["other", KEY.upper()])
def test_another_key_is_another_request(key: str) -> None:
    assert post().content != post(key=key).content


def test_another_path_is_another_request() -> None:
    assert post("/rows/a/").json()["name"] == "a"
    assert post("/rows/b/").json()["name"] == "b"


def test_every_caller_has_keys_of_their_own() -> None:
    ada, bob = UserFactory.create(), UserFactory.create()
    callers = [
        APIClient(),
        APIClient(REMOTE_ADDR="192.0.2.9"),
        with_token(ada),
        with_token(bob),
    ]
    answers = [post(client=client) for client in callers]

    assert len({answer.json()["id"] for answer in answers}) == len(callers)
    assert not any("Idempotency-Replayed" in answer for answer in answers)


def test_an_account_is_one_caller_on_all_its_devices() -> None:
    ada = UserFactory.create()

    assert post(client=with_token(ada)).content == post(client=with_token(ada)).content


def test_a_credential_is_asked_for_before_an_answer_is_given_again() -> None:
    ada = UserFactory.create()
    client = with_token(ada)
    assert post("/closed/", client=client).status_code == 201

    assert post("/closed/").status_code == 401
    assert post("/closed/", client=with_key(ada)).status_code == 403
    ada.is_active = False
    ada.save()
    assert post("/closed/", client=client).status_code == 401


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "a\x7f", "a" * 256, "a\t"])
def test_a_bad_key_is_refused(key: str) -> None:
    answer = post(key=key)

    assert (answer.status_code, answer.json()["error_code"]) == (400, "COM0010")
    assert rows() == 0


@pytest.mark.parametrize("key", ["!", "~" * 255, '"quoted"'])
def test_visible_ascii_is_a_key(key: str) -> None:
    assert post(key=key).content == post(key=key).content


@pytest.mark.parametrize("method", ["get", "patch"])
def test_other_methods_ignore_the_header(method: str) -> None:
    call = getattr(APIClient(), method)
    answers = [call("/rows/", headers={"Idempotency-Key": "a b"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content != answers[1].content
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.parametrize(
    ("error", "status", "kept_rows"),
    [
        (KeyError("bug"), 500, 0),
        (OperationalError("gone"), 503, 0),
        (NotAuthenticated(), 401, 1),
        (Throttled(), 429, 1),
    ],
)
def test_after_a_failure_the_retry_completes(
    error: Exception, status: int, kept_rows: int
) -> None:
    RowView.then = fail_once(error)

    assert post().status_code == status
    assert rows() == kept_rows
    assert not IdempotencyRecord.objects.exists()
    assert post().status_code == 201
    assert post()["Idempotency-Replayed"] == "true"
    assert rows() == kept_rows + 1


@pytest.mark.parametrize(
    ("error", "status"), [(TakenError(), 409), (PermissionDenied(), 403)]
)
def test_a_refusal_is_an_answer_like_others(
    error: Exception, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    RowView.then = fail_once(error)
    caplog.set_level(logging.WARNING)

    first, second = post(), post()

    assert (first.status_code, second.status_code) == (status, status)
    assert second.content == first.content
    assert second["Content-Type"] == "application/problem+json"
    assert second["Idempotency-Replayed"] == "true"
    assert not caplog.records


def test_a_fault_that_the_database_has_seen_is_told_and_not_kept() -> None:
    KeyValueStore.objects.create(key="the same")

    assert post("/careless/").json()["error_code"] == "COM9001"
    assert not IdempotencyRecord.objects.exists()
    KeyValueStore.objects.all().delete()
    first, second = post("/careless/"), post("/careless/")
    assert (first.status_code, second.status_code) == (204, 204)
    assert "Content-Type" not in second


def test_an_answer_is_kept_for_a_day() -> None:
    with freeze_time(NOW) as clock:
        first = post()
        clock.tick(timedelta(hours=24) - timedelta(seconds=1))
        assert post().content == first.content
        clock.tick(timedelta(seconds=1))
        late = post()

    assert late.content != first.content
    assert IdempotencyRecord.objects.count() == 1
    with freeze_time(NOW + timedelta(hours=47)):
        assert post().content == late.content


def test_the_task_deletes_what_has_expired() -> None:
    with freeze_time(NOW) as clock:
        post(key="old")
        clock.tick(timedelta(hours=1))
        post(key="new")
        clock.tick(timedelta(hours=23))
        forget_idempotency_records()

    assert IdempotencyRecord.objects.get().expires_at == NOW + timedelta(hours=25)


def test_the_task_is_scheduled() -> None:
    schedule = django_settings.CELERY_BEAT_SCHEDULE
    tasks = {entry["task"] for entry in schedule.values()}
    assert forget_idempotency_records.name in tasks


def test_the_table_tells_nothing() -> None:
    post(body={"password": "sesame"})

    row = IdempotencyRecord.objects.values().get()
    shown = json.dumps(row, default=str)
    for secret in ("correct horse", "sesame", KEY, "/rows/", "127.0.0.1"):
        assert secret not in shown
    texts = {row["digest"], row["request_digest"], row["answer"]}
    IdempotencyRecord.objects.all().delete()
    post(body={"password": "sesame"}, key="other")
    assert texts.isdisjoint(map(str, IdempotencyRecord.objects.values_list().get()))


def test_answers_outlive_a_change_of_the_secret_key(settings: Settings) -> None:
    first = post()
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert post().content == first.content

    settings.SECRET_KEY_FALLBACKS = []
    assert post().content != first.content


def test_replays_count_against_the_limits(settings: Settings, cache: object) -> None:
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "anon": "2/min"}
    answers = [post() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    left = [answer["RateLimit"].split(";")[1] for answer in answers]
    assert left == ["r=1", "r=0", "r=0"]


def statements(key: str | None) -> int:
    headers = {} if key is None else {"Idempotency-Key": key}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert APIClient().post("/rows/", {}, headers=headers).status_code == 201
    texts = [query["sql"] for query in queries.captured_queries]
    return len([text for text in texts if "SAVEPOINT" not in text])


def test_a_key_costs_three_statements_and_a_replay_two() -> None:
    assert statements(None) == 1
    assert statements("a") == 1 + 3
    assert statements("a") == 2
