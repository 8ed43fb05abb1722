import datetime as dt
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest
from celery import current_app
from django.core.cache import BaseCache, caches
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time
from pytest_django import Settings

from common.health.heartbeat import record_beat
from common.health.views import AllView, ReadyView

CLOSED_PORT = "1"
ADDRESS = {"host": "10.1.2.3"}


@pytest.fixture(autouse=True)
def _production_like(settings: Settings) -> None:
    settings.ROOT_URLCONF = "common.tests.urls"
    settings.ALLOWED_HOSTS = ["blog.example.org"]
    settings.SECURE_SSL_REDIRECT = True


@pytest.fixture
def _healthy_neighbours(cache: BaseCache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test run doesn't have or can't promise: a worker, beat, free space."""

    def ping(**_options: object) -> list[dict[str, Any]]:
        return [{"celery@one": {"ok": "pong"}}]

    class Plenty:
        percent = 10.0
        available = total = 2**30

    monkeypatch.setattr(current_app.control, "ping", ping)
    monkeypatch.setattr(psutil, "disk_usage", lambda _path: Plenty)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: Plenty)
    record_beat()


@pytest.fixture
def _no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"redis://127.0.0.1:{CLOSED_PORT}/0"
    monkeypatch.setitem(caches.settings["default"], "LOCATION", url)
    # New threads, because each keeps the connection that it has.
    monkeypatch.setattr(AllView, "executor", ThreadPoolExecutor(12))
    monkeypatch.setattr(ReadyView, "executor", ThreadPoolExecutor(4))


@pytest.fixture
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "PORT", CLOSED_PORT)


def test_the_addresses_have_names() -> None:
    assert reverse("health:all") == "/ht/"
    assert reverse("health:live") == "/ht/live/"
    assert reverse("health:ready") == "/ht/ready/"


def test_live_answers_any_host_and_touches_no_database(client: Client) -> None:
    # Without the mark of pytest-django every query is an error.
    response = client.get("/ht/live/", headers=ADDRESS)

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_probes_can_not_write(client: Client) -> None:
    assert client.post("/ht/live/").status_code == 405
    assert client.post("/ht/ready/").status_code == 405


def test_other_addresses_below_ht_get_no_special_treatment(client: Client) -> None:
    assert client.get(
        "/ht/other/", headers={"host": "blog.example.org"}
    ).status_code in {
        301,
        404,
    }
    assert client.get("/ht/other/", headers=ADDRESS).status_code == 400


@pytest.mark.django_db
def test_ready_answers_any_host_when_the_database_is_migrated(client: Client) -> None:
    response = client.get("/ht/ready/", headers=ADDRESS)

    assert response.status_code == 200
    assert response.json() == {"database": "OK", "migrations": "OK"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_redis")
def test_ready_does_not_need_redis(client: Client) -> None:
    assert client.get("/ht/ready/", headers=ADDRESS).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_database")
def test_ready_fails_without_the_database_and_tells_nobody_where_it_is(
    client: Client,
) -> None:
    response = client.get("/ht/ready/", headers=ADDRESS)

    assert response.status_code == 500
    assert response.json()["database"] == "Unavailable: PostgreSQL does not answer"
    assert "127.0.0.1" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.slow
def test_ready_fails_in_time_when_the_database_hangs(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        port = str(hanging.getsockname()[1])
        monkeypatch.setitem(connection.settings_dict, "PORT", port)
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        started = time.monotonic()
        response = client.get("/ht/ready/", headers=ADDRESS)

    assert response.status_code == 500
    assert time.monotonic() - started < 5


@pytest.mark.django_db(transaction=True)
def test_ready_fails_when_a_migration_is_not_applied(client: Client) -> None:
    applied = MigrationRecorder.Migration.objects.filter(app="common")
    rows = list(applied)
    applied.delete()
    try:
        response = client.get("/ht/ready/", headers=ADDRESS)
    finally:
        applied.bulk_create(rows)

    assert response.status_code == 500
    report = response.json()
    assert report["database"] == "OK"
    assert report["migrations"].endswith(f"{len(rows)} migrations are not applied")


@pytest.mark.django_db
@pytest.mark.usefixtures("_healthy_neighbours")
def test_all_is_200_when_every_part_works(client: Client) -> None:
    response = client.get("/ht/", headers=ADDRESS)

    assert response.status_code == 200, response.content
    assert set(response.json()) == {
        "database",
        "migrations",
        "cache",
        "storage",
        "broker",
        "workers",
        "beat",
        "disk",
        "memory",
    }
    assert set(response.json().values()) == {"OK"}


@pytest.mark.django_db
def test_all_is_500_and_names_what_fails(client: Client, cache: BaseCache) -> None:
    response = client.get("/ht/")

    assert response.status_code == 500
    assert response.json()["workers"] == "Unavailable: No worker answers"
    assert response.json()["beat"] == "Unavailable: There is no heartbeat"
    assert response.json()["database"] == "OK"


@pytest.mark.django_db
@pytest.mark.usefixtures("_healthy_neighbours", "_no_redis")
def test_all_fails_without_the_cache(client: Client) -> None:
    response = client.get("/ht/")

    assert response.status_code == 500
    assert response.json()["cache"] == "Unavailable: The cache does not keep values"


@pytest.mark.django_db
@pytest.mark.usefixtures("_healthy_neighbours")
def test_all_fails_without_the_broker(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"redis://127.0.0.1:{CLOSED_PORT}/0"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", url)

    response = client.get("/ht/")

    assert response.status_code == 500
    assert response.json()["broker"] == "Unavailable: Redis does not answer"


@pytest.mark.django_db
@pytest.mark.usefixtures("_healthy_neighbours")
@pytest.mark.parametrize(("seconds", "status"), [(89, 200), (91, 500)])
def test_all_fails_when_beat_is_late(client: Client, seconds: int, status: int) -> None:
    with freeze_time() as clock:
        record_beat()
        clock.tick(dt.timedelta(seconds=seconds))
        response = client.get("/ht/")

    assert response.status_code == status
    assert ("91 seconds ago" in response.json()["beat"]) is (status == 500)


@pytest.mark.django_db
@pytest.mark.usefixtures("_healthy_neighbours")
@pytest.mark.parametrize(
    ("accept", "query", "content_type"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "", "text/html"),
        ("application/json", "", "application/json"),
        ("*/*", "", "application/json"),
        ("nonsense", "", "application/json"),
        ("application/json", "?format=html", "text/html"),
        ("text/html", "?format=json", "application/json"),
    ],
)
def test_the_report_is_html_or_json(
    client: Client, accept: str, query: str, content_type: str
) -> None:
    response = client.get(f"/ht/{query}", headers={"accept": accept})

    assert response.status_code == 200
    assert response["Content-Type"].startswith(content_type)
    assert b"migrations" in response.content
