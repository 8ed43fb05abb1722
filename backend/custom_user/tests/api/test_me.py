from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from custom_user.models import CustomUser, UserProfile
from custom_user.services.roles import ensure_roles
from custom_user.tests.callers import (
    TOKENS_ONLY,
    outcome,
    pointers,
    refusals,
    with_cookie,
    with_key,
    with_token,
)
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def user() -> CustomUser:
    with freeze_time(NOW):
        user = UserFactory.create(email="ada@example.org", first_name="Ada")
    UserProfile.objects.filter(user=user).update(phone_no="+4930123456", city="Berlin")
    return user


def columns(user: CustomUser) -> list[Any]:
    """Everything that is stored of the account and its profile."""
    rows = (CustomUser.objects.filter(pk=user.pk), user.user_profile)
    details = UserProfile.objects.filter(user=user)
    return [list(rows[0].values()), list(details.values())]


def test_the_account_is_shown_to_its_holder(user: CustomUser) -> None:
    ensure_roles()
    user.groups.add(Group.objects.get(name="Author"))
    user.groups.add(Group.objects.create(name="Chess club"))
    EmailAddress.objects.create(user=user, email=user.email, verified=True)

    answer = with_token(user).get(ME)

    body = answer.json()
    permissions = body.pop("permissions")
    assert "blog.add_post" in permissions
    assert permissions == sorted(permissions)
    assert body == {
        "id": str(user.public_id),
        "email": "ada@example.org",
        "email_verified": True,
        "username": None,
        "first_name": "Ada",
        "last_name": "",
        "phone": "+4930123456",
        "city": "Berlin",
        "tier": "standard",
        "roles": ["Author"],
        "has_password": True,
        "factors": [],
        "created_at": "2026-03-01T12:00:00Z",
        "last_login": None,
    }
    assert answer["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer["Vary"]


def test_an_address_without_a_row_counts_as_unverified(user: CustomUser) -> None:
    EmailAddress.objects.create(user=user, email="old@example.org", verified=True)
    user.set_unusable_password()
    user.save()

    body = with_token(user).get(ME).json()

    assert (body["email_verified"], body["has_password"]) == (False, False)


def test_the_profile_costs_few_statements_whatever_the_roles(user: CustomUser) -> None:
    ensure_roles()
    client = with_token(user)
    counts = []
    for name in ("Reader", "Administrator", "Editor"):
        user.groups.add(Group.objects.get(name=name))
        with CaptureQueriesContext(connection) as queries:
            client.get(ME)
        counts.append(len(queries))

    assert counts == [7, 7, 7]


def test_members_that_are_named_change_and_no_others(user: CustomUser) -> None:
    client = with_token(user, confirmed=True)

    answer = client.patch(ME, {"last_name": " Lovelace ", "phone": "+4940765432"})

    assert answer.status_code == 200
    body = answer.json()
    assert (body["first_name"], body["last_name"]) == ("Ada", "Lovelace")
    assert (body["phone"], body["city"]) == ("+4940765432", "Berlin")
    assert client.get(ME).json() == body


def test_the_phone_number_is_a_name_to_log_in_by_and_wants_a_confirmation(
    user: CustomUser,
) -> None:
    clients = [with_token(user), with_key(user, "profile:write"), with_cookie(user)]
    before = columns(user)

    outcomes = [outcome(client.patch(ME, {"phone": "+49407654"})) for client in clients]

    assert outcomes == [(403, "USR0007"), (403, "USR0012"), (403, "USR0012")]
    assert columns(user) == before


def test_null_clears(user: CustomUser) -> None:
    client = with_token(user, confirmed=True)
    client.patch(ME, {"username": "ada", "last_name": "Lovelace"})
    names = ["username", "first_name", "last_name", "phone", "city"]

    body = client.patch(ME, dict.fromkeys(names)).json()

    assert [body[name] for name in names] == [None, "", "", None, ""]


@pytest.mark.parametrize("change", [{}, {"first_name": "Ada", "city": "Berlin"}])
def test_nothing_to_change_leaves_every_column(
    user: CustomUser, change: dict[str, Any]
) -> None:
    client = with_token(user)
    before = columns(user)

    with freeze_time(NOW + timedelta(days=900), ignore=["psycopg2"]):
        user_client = with_token(user)
        assert user_client.patch(ME, change).status_code == 200
    assert client.patch(ME, change).status_code == 200

    assert columns(user) == before


def test_a_change_of_details_is_a_change_of_the_details_alone(user: CustomUser) -> None:
    before = columns(user)

    with_token(user).patch(ME, {"city": "Paris"})

    after = columns(user)
    assert after[0] == before[0]
    assert after[1][0]["updated_at"] > before[1][0]["updated_at"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"phone": "+4930999999"}, "/phone"),
        ({"username": "bob"}, "/username"),
        ({"city": "Paris", "username": "bob"}, "/username"),
    ],
)
def test_what_another_account_has_is_refused(
    user: CustomUser, change: dict[str, str], pointer: str
) -> None:
    other = UserFactory.create(username="bob")
    UserProfile.objects.filter(user=other).update(phone_no="+4930999999")
    client, before = with_token(user, confirmed=True), columns(user)

    answer = client.patch(ME, change)

    codes = {"/phone": "USR0010", "/username": "USR0011"}
    assert outcome(answer) == (409, codes[pointer])
    assert pointers(answer) == [pointer]
    assert columns(user) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("first_name", 5),
        ("first_name", ["Ada"]),
        ("first_name", True),
        ("first_name", "x" * 151),
        ("first_name", "A\0da"),
        ("first_name", "A\nda"),
        ("last_name", "a\u202eb"),
        ("city", "x" * 41),
        ("city", {}),
        ("username", ""),
        ("username", "a b"),
        ("username", "ada@example.org"),
        ("username", "a\x07"),
        ("username", "x" * 151),
        ("phone", ""),
        ("phone", "030 123456"),
        ("phone", 4930123456),
        ("phone", "+49301234567890123"),
        ("phone", "+\uff14\uff1930123456"),
        ("email", "new@example.org"),
        ("is_staff", True),
        ("is_superuser", True),
        ("tier", "unlimited"),
        ("roles", ["Administrator"]),
        ("permissions", []),
        ("id", "x"),
        ("password", "x"),
    ],
)
def test_bad_input_is_pointed_to_and_changes_nothing(
    user: CustomUser, name: str, value: Any
) -> None:
    client, before = with_token(user), columns(user)

    answer = client.patch(ME, {"last_name": "Lovelace", name: value})

    assert pointers(answer) == [f"/{name}"]
    assert columns(user) == before


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"5", b"null"])
def test_a_body_that_is_no_object_is_refused(user: CustomUser, body: bytes) -> None:
    answer = with_token(user).patch(ME, body, content_type="application/json")

    assert answer.status_code == 400


def test_a_lone_surrogate_is_refused(user: CustomUser) -> None:
    body = b'{"city": "\\ud800"}'

    answer = with_token(user).patch(ME, body, content_type="application/json")

    assert outcome(answer) == (400, "COM0006")


@pytest.mark.parametrize("method", ["get", "patch"])
def test_the_profile_is_closed_to_strangers(method: str) -> None:
    seen = refusals(method, ME)

    assert (seen["nobody"], seen["wrong token"]) == ((401, "COM0401"),) * 2


def test_keys_reach_as_far_as_their_scope(user: CustomUser) -> None:
    reader, writer = with_key(user, "profile:read"), with_key(user, "profile:write")
    stranger = with_key(user, "posts:read", "posts:write")

    seen = [
        (client.get(ME).status_code, client.patch(ME, {"city": "Paris"}).status_code)
        for client in (reader, writer, stranger)
    ]

    assert seen == [(200, 403), (403, 200), (403, 403)]


def test_a_session_of_the_admin_reads_its_own_profile(user: CustomUser) -> None:
    assert with_cookie(user).get(ME).json()["email"] == "ada@example.org"


def test_nobody_without_a_token_deletes_an_account() -> None:
    assert refusals("delete", ME) == TOKENS_ONLY | {"key": (403, "USR0012")}
    assert CustomUser.objects.filter(is_active=True).count() == 1
