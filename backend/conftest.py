"""What all tests share: names of their own in shared services, and no network."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.core.cache import BaseCache
from django.core.cache import cache as default_cache
from django.test import override_settings

_real_connect = socket.socket.connect
_real_connect_ex = socket.socket.connect_ex


def pytest_configure(config: pytest.Config) -> None:
    """Give this process, of which xdist starts several, its own keys in Redis.

    Done before anything opens a connection, and in place, because Django and Celery
    keep the dicts they read first.
    """
    worker_input: dict[str, Any] = getattr(config, "workerinput", {})
    prefix = f"test-{os.getpid()}-{worker_input.get('workerid', 'main')}"
    _cache_settings()["KEY_PREFIX"] = prefix
    broker_options: dict[str, Any] = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    broker_options["global_keyprefix"] = f"{prefix}:"


def pytest_unconfigure() -> None:
    """Leave nothing in Redis."""
    _delete_own_keys(_cache_settings()["LOCATION"])
    _delete_own_keys(settings.CELERY_BROKER_URL)


@pytest.fixture(scope="session", autouse=True)
def _private_media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse connections to anything but this machine and the configured services."""
    services = _service_addresses()

    def check(address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if not _is_local(host) and host not in services:
            message = f"Tests have no network, and this one wants to talk to {host!r}."
            raise AssertionError(message)

    def connect(self: socket.socket, address: Any) -> None:
        check(address)
        _real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return _real_connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        yield


@pytest.fixture
def cache() -> Iterator[BaseCache]:
    """The default cache without the keys of earlier tests."""
    _delete_own_keys(_cache_settings()["LOCATION"])
    yield default_cache
    _delete_own_keys(_cache_settings()["LOCATION"])


def _cache_settings() -> dict[str, Any]:
    return settings.CACHES["default"]


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _service_addresses() -> set[str]:
    # In containers, Redis is another host; psycopg opens its own connections.
    urls = (_cache_settings()["LOCATION"], settings.CELERY_BROKER_URL)
    hosts = {host for url in urls if (host := urlsplit(url).hostname)}
    found = [info for host in hosts for info in socket.getaddrinfo(host, None)]
    return hosts | {str(info[4][0]) for info in found}


def _delete_own_keys(url: str) -> None:
    # `clear()` of Django's cache would empty the database that others use as well.
    prefix = _cache_settings()["KEY_PREFIX"]
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1) as client:
            for key in client.scan_iter(f"{prefix}*", count=1000):
                client.delete(key)
    except (redis.RedisError, ValueError):
        return
