"""What `/ht/` looks at. A check is a function that returns, or raises what is wrong.

The messages are public; the logs have the reasons.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import uuid
from collections.abc import Callable
from pathlib import Path

from celery import current_app
from celery.exceptions import OperationalError
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from health_check import HealthCheck
from health_check.checks import Storage
from health_check.contrib.psutil import Disk, Memory
from health_check.exceptions import ServiceUnavailable
from redis.exceptions import RedisError
from typing_extensions import override

from common.health.heartbeat import BEAT_IS_LATE_AFTER, get_beat_age

_PING_TIMEOUT_SECONDS = 1.0


@dataclasses.dataclass(repr=False)
class NamedCheck(HealthCheck):
    """Run `probe` in bounded time and report it as `name`.

    The library would report a check with its arguments: paths and host names.
    """

    name: str
    probe: Callable[[], None]

    # The library adds a second; together less than the patience of a load balancer.
    timeout = dt.timedelta(seconds=3)

    @override
    def __repr__(self) -> str:
        return self.name

    @override
    def run(self) -> None:
        try:
            self.probe()
        except (RedisError, OperationalError) as error:
            raise ServiceUnavailable("Redis does not answer") from error


def check_database() -> None:
    """Ask PostgreSQL over a new connection, as the next worker would."""
    try:
        with connection.temporary_connection() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        # The library's own check would tell everybody where the database is.
        raise ServiceUnavailable("PostgreSQL does not answer") from error


def check_migrations() -> None:
    """Compare the migrations of this release with those the database has had."""
    try:
        with connection.temporary_connection() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except DatabaseError as error:
        raise ServiceUnavailable("The list of migrations can't be read") from error
    missing = _released_migrations() - applied
    if missing:
        raise ServiceUnavailable(f"{len(missing)} migrations are not applied")


def check_cache() -> None:
    """Write a value to the cache and read it back."""
    key, value = f"health:{uuid.uuid4()}", str(uuid.uuid4())
    cache.set(key, value, timeout=5)
    if cache.get(key) != value:
        raise ServiceUnavailable("The cache does not keep values")


def check_storage() -> None:
    """Write, read and delete a file in the media storage."""
    Storage().run()


def check_broker() -> None:
    """Open a connection to the broker, which pings it."""
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)


def check_workers() -> None:
    """Ask for any one worker; the first answer is enough."""
    if not current_app.control.ping(timeout=_PING_TIMEOUT_SECONDS, limit=1):
        raise ServiceUnavailable("No worker answers")


def check_beat() -> None:
    """Look when beat last got a task through a worker."""
    age = get_beat_age()
    if age is None:
        raise ServiceUnavailable("There is no heartbeat")
    if age > BEAT_IS_LATE_AFTER:
        raise ServiceUnavailable(
            f"The last heartbeat was {age.total_seconds():.0f} seconds ago"
        )


def check_disk() -> None:
    """Complain when less than a tenth of the disk with the media is free."""
    media = Path(settings.MEDIA_ROOT)
    Disk(path=media if media.exists() else "/").run()


def check_memory() -> None:
    """Complain when less than a twentieth of the memory is free."""
    Memory(max_memory_usage_percent=95).run()


@functools.cache
def _released_migrations() -> frozenset[tuple[str, str]]:
    # Without a connection the loader takes squashed migrations for the ones they
    # replace, which is how `migrate` records them. The files don't change while we run.
    return frozenset(MigrationLoader(None).graph.nodes)


READY_CHECKS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("database", check_database),
    ("migrations", check_migrations),
)
ALL_CHECKS: tuple[tuple[str, Callable[[], None]], ...] = (
    *READY_CHECKS,
    ("cache", check_cache),
    ("storage", check_storage),
    ("broker", check_broker),
    ("workers", check_workers),
    ("beat", check_beat),
    ("disk", check_disk),
    ("memory", check_memory),
)
