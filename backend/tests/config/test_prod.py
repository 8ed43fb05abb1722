from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.processes import GOOD_PROD, copy_checkout, run_python

FAULTS = [
    ({"DEBUG": "True"}, "DEBUG must be off."),
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or shorter"),
    ({"DJANGO_ALLOWED_HOSTS": ""}, "DJANGO_ALLOWED_HOSTS is empty."),
    (
        {"DJANGO_ALLOWED_HOSTS": "a.example,*"},
        "DJANGO_ALLOWED_HOSTS must not contain *.",
    ),
    ({"DATABASE_URL": ""}, "DATABASE_URL or DB_* is not set."),
    ({"REDIS_URL": ""}, "REDIS_URL or BROKER_REDIS_URL is not set."),
    ({"EMAIL_URL": ""}, "EMAIL_URL is not set."),
    ({"ADMIN_PATH": "/admin/"}, "ADMIN_PATH must not be what everybody tries."),
]


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_checkout(tmp_path_factory.mktemp("checkout"))


@pytest.mark.parametrize("environment", ["prod", "stage"])
def test_production_starts_with_good_values(backend: Path, environment: str) -> None:
    module = f"config.settings.{environment}"
    code = (
        f"import {module} as s; print(s.DEBUG, s.ALLOWED_HOSTS, s.SECURE_SSL_REDIRECT,"
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.DATABASES['default']['HOST'])"
    )

    result = run_python(backend, "-c", code, environment=GOOD_PROD)

    hosts = ["blog.example.com", "www.example.com"]
    expected = f"False {hosts} True True True db.example.com"
    assert result.stdout.strip() == expected, result.stderr


@pytest.mark.parametrize(("changed", "message"), FAULTS)
def test_production_refuses_to_start(
    backend: Path, changed: dict[str, str], message: str
) -> None:
    environment = {**GOOD_PROD, **changed}

    result = run_python(
        backend, "-c", "import config.settings.prod", environment=environment
    )

    assert result.returncode == 1
    assert "ImproperlyConfigured" in result.stderr
    assert message in result.stderr


def test_production_names_all_faults_at_once(backend: Path) -> None:
    environment = {"DEBUG": "True", "DJANGO_ALLOWED_HOSTS": "*"}

    result = run_python(
        backend, "-c", "import config.settings.prod", environment=environment
    )

    complaint = result.stderr.strip().splitlines()[-1]
    for name in ("DEBUG", "SECRET_KEY", "DJANGO_ALLOWED_HOSTS", "DATABASE_URL"):
        assert name in complaint


def test_the_deployment_check_has_no_warnings(backend: Path) -> None:
    result = run_python(
        backend,
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        environment=GOOD_PROD,
    )

    assert result.returncode == 0, result.stderr
    assert "WARNINGS" not in result.stderr
    assert "no issues" in result.stdout


def test_the_web_server_runs_production_unless_told_otherwise(backend: Path) -> None:
    environment = dict(GOOD_PROD)
    del environment["DJANGO_SETTINGS_MODULE"]
    code = (
        "import config.wsgi; from django.conf import settings;"
        "print(settings.SETTINGS_MODULE)"
    )

    result = run_python(backend, "-c", code, environment=environment)

    assert result.stdout.strip() == "config.settings.prod", result.stderr
