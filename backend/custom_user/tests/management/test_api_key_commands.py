"""Keys on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from common.tests.log_lines import LogLines
from custom_user.models import ApiKey, CustomUser
from custom_user.selectors.credentials import find_api_key
from custom_user.tests.callers import text_of
from custom_user.tests.factories import ApiKeyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> CustomUser:
    return UserFactory.create(email="ada@example.org")


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def create(*arguments: str, owner: str = "ada@example.org") -> str:
    name = ["--name", "feed reader"]
    return run("create_api_key", owner, *name, *arguments)[0]


def as_json(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json")[0])


def test_the_key_is_all_that_is_printed(owner: CustomUser) -> None:
    with LogLines() as log:
        text = create("--scope", "posts:read", owner=" Ada@Example.org").strip()

    found = find_api_key(key=text, now=timezone.now())
    assert found is not None
    assert (found.owner, found.name, found.scopes) == (
        owner,
        "feed reader",
        ["posts:read"],
    )
    assert "ada@" not in log.text()
    assert text not in log.text()


def test_everything_can_be_chosen(owner: CustomUser) -> None:
    scopes = ["--scope", "posts:read", "--scope", "tags:write"]
    options = ["--tier", "plus", "--expires", "2100-01-31", "--json"]

    made = json.loads(create(*scopes, *options))

    key = ApiKey.objects.get(public_id=made["id"])
    assert made["scopes"] == key.scopes == ["posts:read", "tags:write"]
    assert key.tier == "plus"
    assert key.expires_at == datetime(2100, 1, 31, tzinfo=UTC)
    assert find_api_key(key=made["key"], now=timezone.now()) == key


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--scope", "money:read"], "posts:read, posts:write"),
        (["--scope", "posts:read", "--tier", "golden"], "standard, plus, unlimited"),
        (["--scope", "posts:read", "--expires", "soon"], "2027-01-31"),
        (["--scope", "posts:read", "--expires", "2026-02-31"], "2027-01-31"),
        (["--scope", "posts:read", "--expires", "2020-01-31"], "time to come"),
        (["--scope", "posts:read", "--name", " "], "1 to 100"),
        (["--scope", "posts:read", "--name", "a\nb"], "1 to 100"),
        ([], "--scope"),
    ],
)
def test_a_mistake_is_explained(
    owner: CustomUser, arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        create(*arguments)

    assert not ApiKey.objects.exists()


def test_there_is_no_key_without_an_account_that_works(owner: CustomUser) -> None:
    with pytest.raises(CommandError, match="no account"):
        create("--scope", "posts:read", owner="eve@example.org")
    CustomUser.objects.update(is_active=False)
    with pytest.raises(CommandError, match="disabled"):
        create("--scope", "posts:read")


def test_keys_are_listed_without_their_secret(owner: CustomUser) -> None:
    mine = ApiKeyFactory.create(owner=owner, name="mine")
    other = ApiKeyFactory.create(name="other")
    ApiKeyFactory.create(owner=owner, name="gone", revoked_at=timezone.now())

    (row,) = as_json("list_api_keys", "--owner", "ada@example.org")
    text, count = run("list_api_keys")

    assert row["id"] == str(mine.public_id)
    assert (row["name"], row["owner"]) == ("mine", "ada@example.org")
    assert [str(other.public_id), str(mine.public_id)] == [
        line.split()[0] for line in text.splitlines()
    ]
    assert count.strip() == "API keys: 2."
    for secret in (text_of(mine), mine.digest):
        assert secret not in text + json.dumps(row)
    with pytest.raises(CommandError, match="no account"):
        run("list_api_keys", "--owner", "eve@example.org")


def test_a_key_is_revoked_by_its_id() -> None:
    key = ApiKeyFactory.create()
    name = str(key.public_id)

    assert "Would revoke" in run("revoke_api_key", name, "--dry-run")[0]
    assert find_api_key(key=text_of(key), now=timezone.now()) == key
    assert as_json("revoke_api_key", name) == {"id": name, "revoked": True}

    assert find_api_key(key=text_of(key), now=timezone.now()) is None
    for wrong in (name, "5"):
        with pytest.raises(CommandError, match="list_api_keys"):
            run("revoke_api_key", wrong)
