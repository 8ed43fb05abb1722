from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.utils import timezone

from custom_user.exceptions import LastWayInError, ProviderNotFoundError
from custom_user.models import CustomUser
from custom_user.services.roles import ensure_roles
from custom_user.services.social.accounts import disconnect, open_account
from custom_user.services.social.identity import Identity
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
Result = TypeVar("Result")


def at_once(call: Callable[[], Result]) -> list[Result]:
    together = Barrier(4)

    def run(_: int) -> Result:
        together.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(run, range(4)))


def identity(uid: str = "1") -> Identity:
    return Identity("google", uid, "ada@example.org", "Ada", "Lovelace")


@pytest.mark.parametrize("is_known", [True, False])
def test_several_first_log_ins_at_once_are_one_account(*, is_known: bool) -> None:
    ensure_roles()
    if is_known:
        UserFactory.create(email="ada@example.org")
    now = timezone.now()
    opened = at_once(lambda: open_account(identity=identity(), now=now).pk)

    assert set(opened) == {CustomUser.objects.get().pk}
    assert SocialAccount.objects.count() == 1
    assert EmailAddress.objects.filter(verified=True).count() == 1


def test_of_the_last_two_ways_in_one_stays() -> None:
    user = CustomUser.objects.create_user("ada@example.org")
    for provider in ("google", "github"):
        SocialAccount.objects.create(user=user, provider=provider, uid="1")
    names = iter(["google", "github", "google", "github"])

    def leave() -> bool:
        try:
            disconnect(user=user, provider=next(names))
        except (LastWayInError, ProviderNotFoundError):
            return False
        return True

    assert sorted(at_once(leave)) == [False, False, False, True]
    assert SocialAccount.objects.count() == 1
