"""The endpoints about one's own keys."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from freezegun import freeze_time

from custom_user.constants import API_KEYS_PER_ACCOUNT, Role
from custom_user.models import ApiKey, CustomUser
from custom_user.tests.callers import client_with, text_of
from custom_user.tests.factories import ApiKeyFactory, UserFactory
from custom_user.tests.roles import member_of
from custom_user.tests.second_factors import client_of
from tests.api.conformance import ApiClient

pytestmark = pytest.mark.django_db
KEYS = "/api/v1/api-keys/"
BODY = {"name": "feed reader", "scopes": ["posts:read"]}
MEMBERS = {
    "id",
    "name",
    "hint",
    "scopes",
    "tier",
    "created_at",
    "last_used_at",
    "expires_at",
    "former_key_expires_at",
}


@pytest.fixture
def user() -> CustomUser:
    return UserFactory.create()


@pytest.fixture
def client(user: CustomUser) -> ApiClient:
    return client_of(user)


def address_of(key: ApiKey, rest: str = "") -> str:
    return f"{KEYS}{key.public_id}/{rest}"


def reads_posts(text: str) -> int:
    return client_with(text).get("/api/v1/posts/").status_code


def test_a_key_is_shown_once(client: ApiClient, user: CustomUser) -> None:
    answer = client.post(KEYS, BODY)

    made = answer.json()
    assert answer.status_code == 201
    assert made.keys() == MEMBERS | {"key"}
    assert made["key"].startswith(made["hint"])
    assert made["tier"] is None
    assert reads_posts(made["key"]) == 200
    (listed,) = client.get(KEYS).json()["results"]
    one = client.get(f"{KEYS}{made['id']}/").json()
    assert one.keys() == listed.keys() == MEMBERS
    assert (one["name"], one["scopes"]) == ("feed reader", ["posts:read"])
    assert ApiKey.objects.get().owner == user


def test_scopes_that_are_given_twice_count_once(client: ApiClient) -> None:
    body = {**BODY, "scopes": ["tags:read", "posts:read", "tags:read"]}

    answer = client.post(KEYS, body)

    assert answer.json()["scopes"] == ["posts:read", "tags:read"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"scopes": ["money:read", "posts:read"]}, "/scopes/0"),
        ({"scopes": ["posts:read", 5]}, "/scopes/1"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": "posts:read"}, "/scopes"),
        ({"scopes": ["posts:read"] * 100}, "/scopes"),
        ({"scopes": None}, "/scopes"),
        ({"name": ""}, "/name"),
        ({"name": "x" * 101}, "/name"),
        ({"name": "a\0b"}, "/name"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "tomorrow"}, "/expires_at"),
        ({"tier": "golden"}, "/tier"),
        ({"hint": "prk_"}, "/hint"),
        ({"owner": 1}, "/owner"),
    ],
)
def test_wrong_input_is_pointed_at(
    client: ApiClient, change: dict[str, Any], pointer: str
) -> None:
    answer = client.post(KEYS, {**BODY, **change})

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert not ApiKey.objects.exists()


def test_a_scope_that_does_not_exist_is_answered_with_those_that_do(
    client: ApiClient,
) -> None:
    answer = client.post(KEYS, {**BODY, "scopes": ["money:read"]})

    assert "authors:write" in answer.json()["errors"][0]["detail"]


def test_a_key_more_than_the_limit_is_a_conflict(
    client: ApiClient, user: CustomUser
) -> None:
    ApiKeyFactory.create_batch(API_KEYS_PER_ACCOUNT, owner=user)

    answer = client.post(KEYS, BODY)

    assert answer.status_code == 409
    assert answer.json()["error_code"] == "USR0015"


def test_administrators_alone_choose_the_tier() -> None:
    body = {**BODY, "tier": "plus"}

    by_editor = client_of(member_of(Role.EDITOR)).post(KEYS, body)
    by_administrator = client_of(member_of(Role.ADMINISTRATOR)).post(KEYS, body)

    assert by_editor.status_code == 403
    assert by_editor.json()["error_code"] == "USR0061"
    assert by_administrator.json()["tier"] == "plus"


def test_making_and_rotating_take_a_fresh_confirmation(user: CustomUser) -> None:
    client = client_of(user, confirmed=False)
    key = ApiKeyFactory.create(owner=user)

    for answer in (client.post(KEYS, BODY), client.post(address_of(key, "rotate/"))):
        assert answer.status_code == 403
        assert answer.json()["error_code"] == "USR0007"
    assert client.delete(address_of(key)).status_code == 204


def test_a_revoked_key_is_refused_on_the_next_request(
    client: ApiClient, user: CustomUser
) -> None:
    key = ApiKeyFactory.create(owner=user)
    assert reads_posts(text_of(key)) == 200

    assert client.delete(address_of(key)).status_code == 204

    assert reads_posts(text_of(key)) == 401
    assert client.get(address_of(key)).status_code == 404
    assert client.get(KEYS).json()["results"] == []


def test_a_rotation_runs_until_it_is_finished(
    client: ApiClient, user: CustomUser
) -> None:
    key = ApiKeyFactory.create(owner=user)

    rotated = client.post(address_of(key, "rotate/"))

    text = rotated.json()["key"]
    assert rotated.status_code == 200
    assert rotated.json()["former_key_expires_at"] is not None
    assert (reads_posts(text_of(key)), reads_posts(text)) == (200, 200)
    again = client.post(address_of(key, "rotate/"))
    assert (again.status_code, again.json()["error_code"]) == (409, "USR0014")
    finished = client.post(address_of(key, "finish-rotation/"))
    assert finished.status_code == 200
    assert finished.json()["former_key_expires_at"] is None
    assert "key" not in finished.json()
    assert (reads_posts(text_of(key)), reads_posts(text)) == (401, 200)


def test_the_former_key_ends_by_itself(client: ApiClient, user: CustomUser) -> None:
    key = ApiKeyFactory.create(owner=user)
    with freeze_time(timezone.now()) as clock:
        text = client.post(address_of(key, "rotate/")).json()["key"]
        clock.tick(24 * 3600 - 1)
        assert reads_posts(text_of(key)) == 200
        clock.tick(1)

        assert (reads_posts(text_of(key)), reads_posts(text)) == (401, 200)
        (listed,) = client.get(KEYS).json()["results"]
        assert listed["former_key_expires_at"] is None


@pytest.mark.parametrize(
    "name", ["00000000-0000-4000-8000-000000000000", "5", "%00", "x" * 200]
)
def test_what_is_nobodys_key_does_not_exist(client: ApiClient, name: str) -> None:
    address = f"{KEYS}{name}/"

    for answer in (
        client.get(address),
        client.delete(address),
        client.post(f"{address}rotate/"),
        client.post(f"{address}finish-rotation/"),
    ):
        assert answer.status_code == 404


def test_keys_of_others_do_not_exist(client: ApiClient) -> None:
    key = ApiKeyFactory.create()

    for answer in (
        client.get(address_of(key)),
        client.delete(address_of(key)),
        client.post(address_of(key, "rotate/")),
        client.post(address_of(key, "finish-rotation/")),
    ):
        assert answer.status_code == 404
        assert answer.json()["error_code"] == "USR0013"
    assert client.get(KEYS).json()["results"] == []
    assert reads_posts(text_of(key)) == 200


def test_a_walk_meets_every_key_once(client: ApiClient, user: CustomUser) -> None:
    ApiKeyFactory.create_batch(5, owner=user)
    address, found = f"{KEYS}?page_size=2", []

    while address:
        page = client.get(address).json()
        found += [key["id"] for key in page["results"]]
        address = page["next"]

    assert len(found) == len(set(found)) == 5


@pytest.mark.query_budget("api:v1:custom_user:api-key-list")
def test_a_list_costs_the_same_whatever_its_length(user: CustomUser) -> None:
    client = client_of(user)
    counts, lengths = [], []
    for rows in (1, 99):
        ApiKeyFactory.create_batch(rows, owner=user)
        with CaptureQueriesContext(connection) as statements:
            answer = client.get(f"{KEYS}?page_size=100")
        counts.append(len(statements))
        lengths.append(len(answer.json()["results"]))
    assert lengths == [1, 100]
    assert counts == [2, 2]
