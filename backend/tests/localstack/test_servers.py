from __future__ import annotations

import os
import socket
import stat
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from config.settings import env
from localstack import postgres, valkey
from localstack.ports import free_port
from localstack.processes import Supervisor
from localstack.services import Ports, Services, start_services
from localstack.workspace import Workspace


def query(url: str, sql: str) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_postgres_keeps_its_data(supervisor: Supervisor, first_port: int) -> None:
    url = postgres.start(supervisor, port=first_port)
    query(url, "CREATE TABLE kept (word text)")
    query(url, "INSERT INTO kept VALUES ('yes')")
    supervisor.stop()
    # As after a power cut, when the process id has been given to another program.
    lock = supervisor.workspace.path / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{lock.parent}\n1700000000\n5432\n\n127.0.0.1\n")

    again = Supervisor(supervisor.workspace)
    try:
        url = postgres.start(again, port=first_port)
        assert query(url, "SELECT word FROM kept") == [("yes",)]
    finally:
        again.stop()


def test_postgres_is_private_and_sorts_like_production(
    supervisor: Supervisor, first_port: int
) -> None:
    with socket.create_server(("127.0.0.1", free_port(first_port))) as taken:
        port = taken.getsockname()[1]
        url = postgres.start(supervisor, port=port, fast=True)

    names = "listen_addresses", "unix_socket_directories", "fsync", "server_encoding"
    settings = [query(url, f"SHOW {name}")[0][0] for name in names]
    assert settings == ["127.0.0.1", "", "off", "UTF8"]
    sql = (
        "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'pressroom'"
    )
    assert query(url, sql) == [("b", "C.UTF-8")]
    assert f":{port}/" not in url
    data = (supervisor.workspace.path / "postgres").resolve()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(
            url.replace("postgres://pressroom:", "postgres://pressroom:no")
        )


@pytest.mark.skipif(
    os.geteuid() != 0, reason="Only root runs the server as another user."
)
def test_root_finds_a_place_that_the_server_can_reach(
    supervisor: Supervisor, first_port: int
) -> None:
    workspace = supervisor.workspace
    workspace.path.chmod(0o700)

    url = postgres.start(supervisor, port=first_port, fast=True)

    assert query(url, "SELECT 1") == [(1,)]
    link = workspace.path / "postgres"
    assert link.is_symlink()
    assert link.stat().st_uid != 0
    supervisor.stop()
    data = link.resolve()
    postgres.remove_data(workspace)
    assert not data.exists()
    assert not link.is_symlink()


def test_cache_forgets_and_broker_does_not(
    supervisor: Supervisor, first_port: int
) -> None:
    cache = valkey.start(supervisor, valkey.CACHE, port=first_port)
    broker = valkey.start(supervisor, valkey.BROKER, port=first_port)
    with redis.Redis.from_url(cache) as client:
        assert (
            client.config_get("maxmemory-policy")["maxmemory-policy"] == "allkeys-lru"
        )
        client.set("word", "gone")
    with redis.Redis.from_url(broker) as client:
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        client.set("word", "kept")
    supervisor.stop()

    again = Supervisor(supervisor.workspace)
    try:
        cache = valkey.start(again, valkey.CACHE, port=first_port)
        broker = valkey.start(again, valkey.BROKER, port=first_port)
        with redis.Redis.from_url(cache) as client:
            assert client.get("word") is None
        with redis.Redis.from_url(broker) as client:
            assert client.get("word") == b"kept"
    finally:
        again.stop()


def test_valkey_asks_for_a_password_that_no_command_line_shows(
    supervisor: Supervisor, first_port: int
) -> None:
    url = valkey.start(supervisor, valkey.CACHE, port=first_port)

    password = supervisor.workspace.secret("valkey_cache")
    assert password in url
    assert password not in " ".join(supervisor.children[0].command)
    file = Path(supervisor.children[0].command[-1])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    stranger = redis.Redis.from_url(url.replace(f":{password}@", ""))
    with stranger as client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_given_services_are_used(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(env, "database_url", lambda: "postgres://db/blog")
    monkeypatch.setattr(env, "cache_redis_url", lambda: "redis://one/0")
    monkeypatch.setattr(env, "broker_redis_url", lambda: "redis://two/1")
    supervisor = Supervisor(workspace)

    services = start_services(supervisor, Ports(1, 2, 3))

    assert services == Services("postgres://db/blog", "redis://one/0", "redis://two/1")
    assert services.environment()["BROKER_REDIS_URL"] == "redis://two/1"
    assert supervisor.children == []
