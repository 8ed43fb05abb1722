from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from freezegun import freeze_time

from custom_user.models import AuthToken, CustomUser
from custom_user.services.tokens import rotate_token
from custom_user.tests.callers import TOKENS_ONLY, outcome, refusals, with_token
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PATH = "/api/v1/me/sessions/"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOBODY = UUID(int=7)


@pytest.fixture
def user() -> CustomUser:
    user: CustomUser = UserFactory.create()
    return user


def test_each_device_is_one_session() -> None:
    with freeze_time(NOW) as clock:
        user = UserFactory.create()
        with_token(user, device="laptop")
        clock.tick(timedelta(minutes=1))
        phone = with_token(user, device="phone")
        with_token(UserFactory.create())

        results = phone.get(PATH).json()["results"]

    sessions = {row.device_name: row for row in AuthToken.objects.filter(user=user)}
    assert results[1] == {
        "id": str(sessions["laptop"].session_id),
        "device_name": "laptop",
        "started_at": "2026-03-01T12:00:00Z",
        "last_used_at": "2026-03-01T12:00:00Z",
        "expires_at": sessions["laptop"].expiry.isoformat().replace("+00:00", "Z"),
        "is_current": False,
    }
    assert [row["device_name"] for row in results] == ["phone", "laptop"]
    assert results[0]["is_current"] is True


def test_replaced_and_expired_tokens_are_no_sessions(user: CustomUser) -> None:
    client = with_token(user)
    with_token(user, device="rotated")
    token = AuthToken.objects.get(device_name="rotated")
    rotate_token(token=token, now=timezone.now())
    with_token(user, device="expired")
    AuthToken.objects.filter(device_name="expired").update(expiry=NOW)

    names = [row["device_name"] for row in client.get(PATH).json()["results"]]

    assert names == ["rotated", "phone"]


def test_a_walk_meets_each_session_once(user: CustomUser) -> None:
    client = with_token(user)
    for number in range(6):
        with_token(user, device=str(number))

    found, url = [], f"{PATH}?page_size=2"
    while url:
        body = client.get(url).json()
        found += [row["device_name"] for row in body["results"]]
        url = body["next"]

    assert sorted(found) == sorted(["phone", *map(str, range(6))])
    assert found[0] == "5"


@pytest.mark.query_budget("api:v1:custom_user:me-session-list")
@pytest.mark.parametrize("number", [1, 100])
def test_the_list_costs_one_statement_and_the_token(
    user: CustomUser, number: int
) -> None:
    client = with_token(user)
    expiry = timezone.now() + timedelta(days=1)
    # Not through the service, which keeps no more than a few.
    AuthToken.objects.bulk_create(
        AuthToken(user=user, digest=str(place), expiry=expiry)
        for place in range(number - 1)
    )

    with CaptureQueriesContext(connection) as queries:
        body = client.get(f"{PATH}?page_size=100").json()

    assert len(body["results"]) == number
    assert len(queries) == 2


def test_the_token_of_a_revoked_session_is_refused_at_once(user: CustomUser) -> None:
    phone, laptop = with_token(user), with_token(user, device="laptop")
    session = AuthToken.objects.get(device_name="laptop").session_id
    assert laptop.get(PATH).status_code == 200

    answer = phone.delete(f"{PATH}{session}/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert laptop.get(PATH).status_code == 401
    assert phone.get(PATH).status_code == 200
    assert outcome(phone.delete(f"{PATH}{session}/")) == (404, "USR0016")


def test_a_replaced_token_goes_with_its_session(user: CustomUser) -> None:
    phone = with_token(user)
    with_token(user, device="laptop")
    token = AuthToken.objects.get(device_name="laptop")
    rotate_token(token=token, now=timezone.now())

    phone.delete(f"{PATH}{token.session_id}/")

    assert not AuthToken.objects.filter(session_id=token.session_id).exists()


def test_the_session_of_somebody_else_does_not_exist(user: CustomUser) -> None:
    other = with_token(UserFactory.create(), device="other")
    session = AuthToken.objects.get(device_name="other").session_id

    answer = with_token(user).delete(f"{PATH}{session}/")

    assert outcome(answer) == (404, "USR0016")
    assert other.get(PATH).status_code == 200


@pytest.mark.parametrize("name", ["x", "1", str(NOBODY), "%00", "é"])
def test_what_names_no_session_is_not_found(user: CustomUser, name: str) -> None:
    assert with_token(user).delete(f"{PATH}{name}/").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("get", PATH), ("delete", f"{PATH}{NOBODY}/")]
)
def test_sessions_are_for_tokens_alone(method: str, path: str) -> None:
    assert refusals(method, path) == TOKENS_ONLY
