"""The cache: a lost or frozen Redis makes it forgetful, and nothing fails."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from typing_extensions import override

from common.circuit_breaker import RedisAwayError, breaker_of, client_options

T = TypeVar("T")

# Of a longer outage the first ones; all others live as long as they would have.
MAX_LOST_KEYS = 10_000


class RedisCache(DjangoRedisCache):
    """Django's Redis cache; while Redis is away, one that forgets at once.

    `get` gives the default then, `incr` raises `ValueError`, and `add` is True: with
    False, who waits for a lock would wait for ever. What must not happen twice needs a
    lock in the database. Keys whose change was lost are deleted when Redis is back, so
    that an old value, such as a session that has ended, does not come back with it.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**client_options(), **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._breaker = breaker_of(server)
        self._lost_keys = _lost_keys_of(server)

    @override
    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return self._ask(
            partial(super().add, key, value, timeout, version), otherwise=True
        )

    @override
    def get(
        self, key: Any, default: Any | None = None, version: int | None = None
    ) -> Any:
        return self._ask(partial(super().get, key, default, version), otherwise=default)

    @override
    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        command = partial(super().set, key, value, timeout, version)
        self._ask(command, otherwise=None, changes=[key], version=version)

    @override
    def touch(
        self,
        key: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return self._ask(partial(super().touch, key, timeout, version), otherwise=False)

    @override
    def delete(self, key: Any, version: int | None = None) -> bool:
        command = partial(super().delete, key, version)
        return self._ask(command, otherwise=False, changes=[key], version=version)

    @override
    def get_many(
        self, keys: Iterable[Any], version: int | None = None
    ) -> dict[Any, Any]:
        nothing: dict[Any, Any] = {}
        return self._ask(partial(super().get_many, keys, version), otherwise=nothing)

    @override
    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._ask(partial(super().has_key, key, version), otherwise=False)

    @override
    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        command: Callable[[], int | None] = partial(super().incr, key, delta, version)
        number = self._ask(command, otherwise=None, changes=[key], version=version)
        if number is None:
            raise ValueError(f"Key {key!r} not found.")
        return number

    @override
    def set_many(
        self,
        data: dict[Any, Any],
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[Any]:
        command = partial(super().set_many, data, timeout, version)
        return self._ask(command, otherwise=list(data), changes=data, version=version)

    @override
    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        keys = list(keys)
        command = partial(super().delete_many, keys, version)
        self._ask(command, otherwise=None, changes=keys, version=version)

    @override
    def clear(self) -> None:
        self._ask(super().clear, otherwise=None)

    def _ask(
        self,
        command: Callable[[], T],
        *,
        otherwise: T,
        changes: Iterable[Any] = (),
        version: int | None = None,
    ) -> T:
        try:
            with self._breaker.guard():
                if self._lost_keys:
                    self._delete_lost_keys()
                return command()
        except RedisAwayError:
            if len(self._lost_keys) < MAX_LOST_KEYS:
                self._lost_keys.update(self.make_key(key, version) for key in changes)
            return otherwise

    def _delete_lost_keys(self) -> None:
        keys = list(self._lost_keys)
        self._cache.delete_many(keys)
        # Other threads may have lost more in the meantime.
        self._lost_keys.difference_update(keys)


@functools.cache
def _lost_keys_of(_server: str) -> set[str]:
    """Return the set that all threads of this process share; each has its own cache."""
    return set()
