"""Demo accounts and the file of their passwords."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from rest_framework.test import APIClient

from custom_user.constants import Role
from custom_user.models import CustomUser
from custom_user.services.accounts_file import AccountsFileError
from custom_user.services.demo_accounts import AccountChanges, ensure_demo_accounts
from custom_user.services.tokens import end_all_sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "accounts.json"


def read(path: Path) -> dict[str, Any]:
    accounts: dict[str, Any] = json.loads(path.read_text())
    return accounts


def demo(role: str) -> CustomUser:
    return CustomUser.objects.get(email=f"{role}@demo.example")


def test_every_role_has_an_account_that_may_what_the_role_may(path: Path) -> None:
    assert ensure_demo_accounts(path) == AccountChanges(created=7, unchanged=0)

    assert set(read(path)) == {
        "administrator",
        "editor",
        "author",
        "contributor",
        "moderator",
        "reader",
        "support-agent",
    }
    for role in Role:
        user = demo(role.value.lower().replace(" ", "-"))
        assert [group.name for group in user.groups.all()] == [role.value]
        assert user.is_staff == (role is not Role.READER)
        assert user.is_superuser == (role is Role.ADMINISTRATOR)
        assert user.user_profile.pk


def test_passwords_differ_and_only_the_owner_reads_them(path: Path) -> None:
    ensure_demo_accounts(path)

    passwords = {entry["password"] for entry in read(path).values()}
    assert len(passwords) == 7
    assert min(map(len, passwords)) >= 16
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_second_run_checks_no_password_and_writes_nothing(path: Path) -> None:
    ensure_demo_accounts(path)
    before, inode = path.read_text(), path.stat().st_ino

    with patch.object(CustomUser, "check_password") as check:
        assert ensure_demo_accounts(path) == AccountChanges(created=0, unchanged=7)

    check.assert_not_called()
    assert (path.read_text(), path.stat().st_ino) == (before, inode)


def test_the_password_of_the_file_wins(path: Path) -> None:
    ensure_demo_accounts(path)
    editor = demo("editor")
    editor.set_password("something else")
    editor.is_staff = False
    editor.save()

    ensure_demo_accounts(path)

    assert demo("editor").check_password(read(path)["editor"]["password"])
    assert demo("editor").is_staff


def test_accounts_of_a_new_database_get_the_passwords_of_the_file(path: Path) -> None:
    ensure_demo_accounts(path)
    known = read(path)["author"]["password"]
    CustomUser.objects.all().delete()

    ensure_demo_accounts(path)

    assert read(path)["author"]["password"] == known
    assert demo("author").check_password(known)


def test_a_lost_file_is_written_anew_with_passwords_that_work(path: Path) -> None:
    ensure_demo_accounts(path)
    path.unlink()

    ensure_demo_accounts(path)

    assert demo("reader").check_password(read(path)["reader"]["password"])


def test_members_of_others_are_kept(path: Path) -> None:
    path.write_text(json.dumps({"editor": {"note": "n"}, "bot": {"email": "b@b.b"}}))

    ensure_demo_accounts(path)

    assert read(path)["bot"] == {"email": "b@b.b"}
    assert read(path)["editor"]["note"] == "n"


def test_each_account_has_a_token_and_may_log_in(path: Path) -> None:
    ensure_demo_accounts(path)

    for entry in read(path).values():
        client = APIClient(headers={"Authorization": f"Token {entry['token']}"})
        assert client.get("/api/v1/me/").json()["email"] == entry["email"]
        body = {"email": entry["email"], "password": entry["password"]}
        assert APIClient().post("/api/v1/auth/login/", body).status_code == 200


def test_a_token_that_is_good_is_kept_and_another_replaced(path: Path) -> None:
    ensure_demo_accounts(path)
    before = read(path)
    end_all_sessions(user=demo("editor"))

    ensure_demo_accounts(path)

    after = read(path)
    assert after["editor"]["token"] != before["editor"]["token"]
    assert after["author"]["token"] == before["author"]["token"]


@pytest.mark.parametrize("text", ["{", "[]", '{"editor": 5}', "\udcff"])
def test_a_file_of_something_else_is_left_alone(path: Path, text: str) -> None:
    path.write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(AccountsFileError):
        ensure_demo_accounts(path)

    assert not CustomUser.objects.exists()


def test_a_place_that_cannot_be_written_makes_no_accounts(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(AccountsFileError, match="cannot be written"):
        ensure_demo_accounts(tmp_path / "file" / "accounts.json")

    assert not CustomUser.objects.exists()
