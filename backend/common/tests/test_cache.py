from __future__ import annotations

import time
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import BaseCache, caches
from django.core.cache import cache as default_cache

from common.cache import RedisCache
from common.tests.lost_redis import no_redis


def test_with_redis_it_is_a_cache(cache: BaseCache) -> None:
    assert isinstance(caches["default"], RedisCache)
    cache.set("one", [1])
    cache.set_many({"two": 2, "three": 3})

    assert cache.get("one") == [1]
    assert cache.get_many(["two", "three", "four"]) == {"two": 2, "three": 3}
    assert cache.incr("two") == 3
    assert not cache.add("one", 5)
    assert cache.add("five", 5)
    assert cache.touch("one")
    assert cache.has_key("one")
    assert cache.delete("one")
    cache.delete_many(["two", "three"])
    assert cache.get_many(["one", "two", "three"]) == {}
    with pytest.raises(ValueError, match="one"):
        cache.incr("one")


def test_without_redis_it_forgets(lost_redis: str) -> None:
    started = time.perf_counter()
    default_cache.set("one", 1)
    default_cache.set_many({"two": 2})

    assert default_cache.get("one", "nothing") == "nothing"
    assert default_cache.get_many(["one", "two"]) == {}
    assert default_cache.get_or_set("one", lambda: 7) == 7
    assert default_cache.add("lock", 1)
    assert default_cache.add("lock", 1)
    assert not default_cache.touch("one")
    assert not default_cache.delete("one")
    assert not default_cache.has_key("one")
    default_cache.delete_many(["one", "two"])
    default_cache.clear()
    with pytest.raises(ValueError, match="one"):
        default_cache.incr("one")
    assert time.perf_counter() - started < 1


CHANGES: dict[str, Any] = {
    "set": lambda cache: cache.set("key", 2),
    "delete": lambda cache: cache.delete("key"),
    "set_many": lambda cache: cache.set_many({"key": 2}),
    "delete_many": lambda cache: cache.delete_many(key for key in ["key"]),
    "version": lambda cache: cache.set("key", 2, version=2),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_old_value_does_not_come_back_with_redis(
    cache: BaseCache, change: str
) -> None:
    version = 2 if change == "version" else None
    cache.set("key", 1, version=version)
    cache.set("other", 1)
    with no_redis():
        CHANGES[change](cache)
        cache.get("other")

    assert cache.get("key", version=version) is None
    assert cache.get("other") == 1
    cache.set("key", 3)
    assert cache.get("key") == 3


def test_what_is_not_changed_stays(cache: BaseCache) -> None:
    cache.set("key", 1)
    with no_redis():
        cache.add("key", 2)
        cache.touch("key")

    assert cache.get("key") == 1


@pytest.mark.django_db
def test_sessions_go_on_without_redis(lost_redis: str) -> None:
    sessions = import_module(settings.SESSION_ENGINE)
    session = sessions.SessionStore()
    session["seen"] = "yes"
    session.save()

    assert sessions.SessionStore(session.session_key)["seen"] == "yes"
    session.flush()
    assert "seen" not in sessions.SessionStore(session.session_key)


@pytest.mark.django_db
def test_a_session_that_ended_meanwhile_stays_ended(cache: BaseCache) -> None:
    sessions = import_module(settings.SESSION_ENGINE)
    session = sessions.SessionStore()
    session["user"] = "1"
    session.save()
    key = session.session_key
    with no_redis():
        session.flush()

    assert "user" not in sessions.SessionStore(key)
