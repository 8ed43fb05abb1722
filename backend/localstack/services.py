"""Which services the stack uses: the given ones, and its own for the rest."""

from __future__ import annotations

from dataclasses import dataclass

from config.settings import env
from localstack import postgres, valkey
from localstack.processes import Supervisor
from localstack.progress import step


@dataclass(frozen=True)
class Services:
    """The addresses of the database and of the two Redis instances."""

    database: str
    cache: str
    broker: str

    def environment(self) -> dict[str, str]:
        """Return the variables that `config.settings.env` reads them from."""
        return {
            "DATABASE_URL": self.database,
            "CACHE_REDIS_URL": self.cache,
            "BROKER_REDIS_URL": self.broker,
        }


@dataclass(frozen=True)
class Ports:
    """The ports to try first."""

    postgres: int
    cache: int
    broker: int


def start_services(
    supervisor: Supervisor, ports: Ports, *, fast: bool = False
) -> Services:
    """Start what the environment does not name; `fast` is for data nobody will miss."""
    database, cache, broker = (
        env.database_url(),
        env.cache_redis_url(),
        env.broker_redis_url(),
    )
    if not database:
        with step("Start PostgreSQL"):
            database = postgres.start(supervisor, port=ports.postgres, fast=fast)
    if not (cache and broker):
        with step("Start Valkey"):
            cache = cache or valkey.start(supervisor, valkey.CACHE, port=ports.cache)
            broker = broker or valkey.start(
                supervisor, valkey.BROKER, port=ports.broker
            )
    return Services(database, cache, broker)
