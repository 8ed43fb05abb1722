from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from freezegun import freeze_time

from custom_user.models import CustomUser, DataExport
from custom_user.tests.callers import TOKENS_ONLY, outcome, refusals, with_token
from custom_user.tests.factories import UserFactory
from custom_user.tests.mailbox import mails_sent
from tests.api.conformance import ApiClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
PATH = "/api/v1/me/exports/"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOBODY = UUID(int=7)


@pytest.fixture
def user() -> CustomUser:
    user: CustomUser = UserFactory.create(email="ada@example.org")
    return user


@pytest.fixture
def client(user: CustomUser) -> ApiClient:
    return with_token(user, confirmed=True)


def make(user: CustomUser, number: int = 1, **fields: Any) -> DataExport:
    """Return the last of many copies that are ready."""
    now = timezone.now()
    ready = {"content": {"made_at": "x"}, "ready_at": now}
    shape = {**ready, "expires_at": now + timedelta(days=7), **fields}
    rows = [DataExport(user=user, **shape) for _ in range(number)]
    return DataExport.objects.bulk_create(rows)[-1]


def test_a_copy_is_made_by_a_job_and_announced_by_mail(user: CustomUser) -> None:
    with freeze_time(NOW):
        client = with_token(user, confirmed=True)
        with mails_sent() as mails:
            asked = client.post(PATH, {})
        export = asked.json()
        seen = client.get(f"{PATH}{export['id']}/").json()
        document = client.get(seen["download_url"])

    assert asked.status_code == 202
    assert export == {
        "id": str(DataExport.objects.get().public_id),
        "is_ready": False,
        "created_at": "2026-03-01T12:00:00Z",
        "expires_at": "2026-03-08T12:00:00Z",
        "download_url": None,
    }
    address = f"http://testserver{PATH}{export['id']}/download/"
    assert seen == {**export, "is_ready": True, "download_url": address}
    assert [message.to for message in mails] == [["ada@example.org"]]
    assert document["Content-Type"] == "application/json"
    assert document["Cache-Control"] == "private, no-store"
    assert document["Content-Disposition"] == (
        'attachment; filename="personal-data-2026-03-01.json"'
    )
    content = json.loads(document.content)
    assert content["made_at"] == "2026-03-01T12:00:00Z"
    assert content["sections"]["account"]["email"] == "ada@example.org"


def test_while_one_is_in_the_making_there_is_no_other(client: ApiClient) -> None:
    first, second = client.post(PATH, {}), client.post(PATH, {})

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert DataExport.objects.count() == 1


def test_what_is_not_ready_cannot_be_downloaded(client: ApiClient) -> None:
    export = client.post(PATH, {}).json()["id"]

    answer = client.get(f"{PATH}{export}/download/")

    assert outcome(answer) == (409, "USR0022")


def test_a_copy_is_asked_for_with_a_fresh_confirmation(user: CustomUser) -> None:
    assert outcome(with_token(user).post(PATH, {})) == (403, "USR0007")
    assert not DataExport.objects.exists()


@pytest.mark.parametrize("body", [{"user": "x"}, {"a\0": 1}])
def test_a_body_with_members_is_refused(
    client: ApiClient, body: dict[str, Any]
) -> None:
    assert outcome(client.post(PATH, body)) == (400, "COM0400")
    assert not DataExport.objects.exists()


@pytest.mark.parametrize("suffix", ["", "download/"])
def test_copies_of_others_and_expired_ones_do_not_exist(
    client: ApiClient, user: CustomUser, suffix: str
) -> None:
    expired = make(user, expires_at=timezone.now())
    foreign = make(UserFactory.create())
    names = [str(expired.public_id), str(foreign.public_id), str(NOBODY), "x", "%00"]

    seen = [client.get(f"{PATH}{name}/{suffix}").status_code for name in names]

    assert seen == [404] * 5
    assert client.get(PATH).json()["results"] == []


def test_copies_are_listed_newest_first(client: ApiClient, user: CustomUser) -> None:
    make(user, created_at=NOW)
    newest = make(user, created_at=NOW + timedelta(seconds=1))
    make(UserFactory.create())

    page = client.get(f"{PATH}?page_size=1").json()
    rest = client.get(page["next"]).json()

    assert page["results"][0]["id"] == str(newest.public_id)
    assert len(rest["results"]) == 1
    assert rest["next"] is None


@pytest.mark.query_budget("api:v1:custom_user:me-export-list")
@pytest.mark.parametrize("number", [1, 100])
def test_the_list_costs_one_statement_and_the_token(
    client: ApiClient, user: CustomUser, number: int
) -> None:
    make(user, number)

    with CaptureQueriesContext(connection) as queries:
        body = client.get(f"{PATH}?page_size=100").json()

    assert len(body["results"]) == number
    assert len(queries) == 2
    assert '"content"' not in queries[1]["sql"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", PATH),
        ("post", PATH),
        ("get", f"{PATH}{NOBODY}/"),
        ("get", f"{PATH}{NOBODY}/download/"),
    ],
)
def test_copies_are_for_tokens_alone(method: str, path: str) -> None:
    assert refusals(method, path) == TOKENS_ONLY
