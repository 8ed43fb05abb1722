"""Bodies that make no sense: a 400 that names the fault, and nothing happens."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from custom_user.models import CustomUser
from custom_user.services.accounts import vouch_for_address
from custom_user.services.tokens import confirm_session, open_session
from custom_user.tests.factories import UserFactory
from custom_user.tests.mailbox import mails_sent
from tests.api.conformance import ConformingClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]

ADDRESS = {"email": "ada@example.org"}
PASSWORD = {"password": "seven green bottles"}
KEY = {"key": "MQ:1wabcd:AAAA"}
NEEDED: dict[str, dict[str, str]] = {
    "register": ADDRESS | PASSWORD,
    "verify-email": KEY,
    "verify-email/resend": ADDRESS,
    "password-reset": ADDRESS,
    "password-reset-confirm": KEY | PASSWORD,
    "password-change": {"current_password": "x", "new_password": "y"},
    "email-change": ADDRESS,
}
OPTIONAL = {"register": ("first_name", "last_name")}
MEMBERS = [
    (path, member)
    for path, body in NEEDED.items()
    for member in (*body, *OPTIONAL.get(path, ()))
]
WRONG_VALUES: list[Any] = [
    None,
    [],
    {},
    True,
    "a\0b",
    "x" * 300,
    ["ada@example.org"],
    {"a": 1},
]


@pytest.fixture
def client() -> ConformingClient:
    user: CustomUser = UserFactory.create()
    vouch_for_address(account=user)
    now = timezone.now()
    token, key = open_session(user=user, device_name="phone", now=now)
    confirm_session(token=token, now=now)
    return ConformingClient(headers={"Authorization": f"Token {key}"})


def post(client: ConformingClient, path: str, body: Any) -> Any:
    return client.post(f"/api/v1/auth/{path}/", body, content_type="application/json")


def faults(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    return {(it["pointer"], it["code"]) for it in answer.json()["errors"]}


@pytest.mark.parametrize(("path", "member"), MEMBERS)
@pytest.mark.parametrize("value", WRONG_VALUES, ids=repr)
def test_a_wrong_value_is_named(
    client: ConformingClient, path: str, member: str, value: Any
) -> None:
    with mails_sent() as mails:
        answer = post(client, path, {**NEEDED[path], member: value})

    assert {pointer for pointer, _ in faults(answer)} == {f"/{member}"}
    assert mails == []
    assert CustomUser.objects.count() == 1


@pytest.mark.parametrize("path", NEEDED)
def test_what_is_missing_is_named(client: ConformingClient, path: str) -> None:
    answer = post(client, path, {})

    assert faults(answer) == {(f"/{member}", "required") for member in NEEDED[path]}


@pytest.mark.parametrize("path", NEEDED)
def test_an_unknown_member_is_refused(client: ConformingClient, path: str) -> None:
    with mails_sent() as mails:
        answer = post(client, path, {**NEEDED[path], "is_staff": True})

    assert faults(answer) == {("/is_staff", "unknown")}
    assert mails == []


@pytest.mark.parametrize("path", NEEDED)
@pytest.mark.parametrize(
    "body", ["[]", "7", '"text"', "null", "{", '{"email":"\\ud800"}']
)
def test_what_is_no_object_is_refused(
    client: ConformingClient, path: str, body: str
) -> None:
    answer = post(client, path, body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", [path for path, body in NEEDED.items() if "email" in body]
)
@pytest.mark.parametrize(
    "email",
    [
        "",
        "   ",
        "ada",
        "ada@",
        "@example.org",
        "ada@example",
        "ada@exa mple.org",
        "a@b@example.org",
        "ada@example.org\nBcc: eve@example.org",
        "ada@example.org\r\n",
        "Ada <ada@example.org>",
        "ada@example.org,eve@example.org",
        "ä@example.org",
        f"ada@{'x' * 64}.org",
        f"ada@{'İ.' * 120}org",
        7,
    ],
)
def test_what_is_no_address_is_refused(
    client: ConformingClient, path: str, email: Any
) -> None:
    with mails_sent() as mails:
        answer = post(client, path, {**NEEDED[path], "email": email})

    if email == "ada@example.org\r\n":
        # Space around an address is no fault.
        assert answer.status_code == 202
        return
    assert {pointer for pointer, _ in faults(answer)} == {"/email"}
    assert mails == []


@pytest.mark.parametrize("email", ["ada@bücher.example", "Ada@İstanbul.example"])
def test_addresses_of_the_whole_world_are_taken(
    client: ConformingClient, email: str
) -> None:
    with mails_sent() as mails:
        answer = post(client, "register", {**NEEDED["register"], "email": email})

    assert answer.status_code == 202
    [message] = mails
    # As it goes over the wire.
    assert message.message().as_bytes()


@pytest.mark.parametrize("path", NEEDED)
def test_other_types_and_parameters_are_refused(
    client: ConformingClient, path: str
) -> None:
    address = f"/api/v1/auth/{path}/"

    assert client.post(address, NEEDED[path]).status_code == 415
    answer = post(client, path, NEEDED[path])
    assert answer.status_code != 415
    answer = client.post(
        f"{address}?next=x", NEEDED[path], content_type="application/json"
    )
    assert faults(answer) == {("?next", "unknown")}
