"""A real site for the stories in the docs: its own database, gunicorn and worker."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import requests
from django.conf import settings

from config.settings import env
from localstack.ports import free_port
from tests.architecture.tree import BACKEND_DIR

SERVER = ["-m", "gunicorn", "-c", "gunicorn.conf.py", "config.wsgi:application"]
WORKER = [
    "-m",
    "celery",
    "--app=config",
    "worker",
    "--concurrency=1",
    "--loglevel=INFO",
]


@dataclass
class Site:
    """A running site, with what `make run` would have put into `.local`."""

    local: Path
    environment: dict[str, str]

    def tell(self, story: str) -> subprocess.CompletedProcess[str]:
        """Run a story of the docs against the site and return what it printed."""
        return subprocess.run(
            [BACKEND_DIR / "docs" / "stories" / story, self.local],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@contextmanager
def running_site(local: Path, *, name: str, first_port: int) -> Iterator[Site]:
    """Run a site on a database of its own, which is dropped afterwards."""
    port = free_port(first_port)
    address = f"http://127.0.0.1:{port}"
    (local / "log").mkdir(parents=True)
    with ExitStack() as stack:
        environment = _environment(stack.enter_context(_database(name)), address, port)
        for command in (["migrate", "-v0"], ["seed_roles"]):
            arguments = [sys.executable, "manage.py", *command]
            subprocess.run(arguments, cwd=BACKEND_DIR, env=environment, check=True)
        for program in (SERVER, WORKER):
            log = local / "log" / ("worker.log" if program is WORKER else "web.log")
            stack.enter_context(_running(program, environment, log))
        _wait_for(f"{address}/ht/ready/")
        (local / "run.json").write_text(json.dumps({"base_url": address}))
        yield Site(local, environment)


@contextmanager
def _database(name: str) -> Iterator[str]:
    """Make a database and give its address."""
    known = settings.DATABASES["default"]
    user, host, port = known["USER"], known["HOST"], known["PORT"]
    server = f"postgres://{user}:{known['PASSWORD']}@{host}:{port}"
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
        yield f"{server}/{name}"
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    connection.close()


def _environment(database: str, address: str, port: int) -> dict[str, str]:
    # Other databases of Redis than the tests' own, so that no job goes astray.
    redis = env.cache_redis_url().rpartition("/")[0]
    broker = env.broker_redis_url().rpartition("/")[0]
    return env.child_environment(
        DJANGO_SETTINGS_MODULE="config.settings.local",
        DATABASE_URL=database,
        CACHE_REDIS_URL=f"{redis}/14",
        BROKER_REDIS_URL=f"{broker}/15",
        SECRET_KEY="only-for-a-story",
        SITE_URL=address,
        DJANGO_ALLOWED_HOSTS="127.0.0.1",
        PORT=str(port),
        WEB_CONCURRENCY="1",
    )


@contextmanager
def _running(
    program: list[str], environment: dict[str, str], log: Path
) -> Iterator[None]:
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, *program],
            cwd=BACKEND_DIR,
            env=environment,
            stdout=stream,
            stderr=stream,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        with suppress(requests.RequestException):
            if requests.get(address, timeout=5).ok:
                return
        assert time.monotonic() < deadline, "The site did not come up."
        time.sleep(0.2)
