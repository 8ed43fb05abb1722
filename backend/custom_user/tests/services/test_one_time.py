from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from custom_user.models import SpentSecret
from custom_user.services.one_time import forget_spent, spend

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_a_secret_is_spent_once() -> None:
    assert spend("one", until=NOW)
    assert not spend("one", until=NOW)
    assert spend("another", until=NOW)


@pytest.mark.django_db
def test_the_secret_itself_is_not_stored() -> None:
    spend("a code that nobody may read", until=NOW)

    assert "code" not in SpentSecret.objects.get().digest


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_uses_one_counts() -> None:
    def use(_number: int) -> bool:
        try:
            return spend("one", until=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(use, range(24)))

    assert outcomes.count(True) == 1


@pytest.mark.django_db
def test_notes_are_kept_until_the_secret_has_expired() -> None:
    spend("old", until=NOW - timedelta(seconds=1))
    spend("young", until=NOW)

    assert forget_spent(now=NOW) == 1
    assert not spend("young", until=NOW)
