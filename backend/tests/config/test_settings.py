from __future__ import annotations

import ast
from importlib import import_module

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config.settings.components import apps as app_settings
from tests.config.processes import BACKEND_DIR

ENVIRONMENTS = ("base", "local", "test", "stage", "prod")
MIDDLEWARE = app_settings.MIDDLEWARE
# Django's own, in the order its documentation gives.
OF_DJANGO = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
CODE = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Import)
DEVELOPMENT_ONLY = ("debug_toolbar", "django_extensions", "silk")


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_environment_has_its_settings(name: str) -> None:
    assert (BACKEND_DIR / "config" / "settings" / f"{name}.py").exists()


def test_installed_apps_are_three_lists_in_order() -> None:
    assert [
        *app_settings.DJANGO_APPS,
        *app_settings.THIRD_PARTY_APPS,
        *app_settings.CUSTOM_APPS,
    ] == app_settings.INSTALLED_APPS


def test_every_app_of_ours_is_installed_from_the_ground_up() -> None:
    with_config = {path.parent.name for path in BACKEND_DIR.glob("*/apps.py")}

    assert set(app_settings.CUSTOM_APPS) == with_config
    assert app_settings.CUSTOM_APPS == ["common", "custom_user", "author", "blog"]


def test_no_app_is_installed_twice() -> None:
    installed = app_settings.INSTALLED_APPS
    assert len(installed) == len(set(installed))


def test_no_development_app_is_installed_everywhere() -> None:
    names = [*app_settings.INSTALLED_APPS, *MIDDLEWARE]
    assert not [name for name in names if name.startswith(DEVELOPMENT_ONLY)]


def test_djangos_middleware_is_complete_and_in_order() -> None:
    assert [name for name in MIDDLEWARE if name.startswith("django.")] == OF_DJANGO


def test_the_request_id_is_there_before_anything_else() -> None:
    assert MIDDLEWARE[0] == "common.middleware.RequestIDMiddleware"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "common.health.middleware.ProbeMiddleware",
            "django.middleware.security.SecurityMiddleware",
        ),
        (
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
        ),
        (
            "corsheaders.middleware.CorsMiddleware",
            "django.middleware.common.CommonMiddleware",
        ),
    ],
)
def test_middleware_is_in_the_order_that_matters(first: str, second: str) -> None:
    assert MIDDLEWARE.index(first) < MIDDLEWARE.index(second)


def test_static_files_leave_runserver_to_whitenoise() -> None:
    installed = app_settings.INSTALLED_APPS
    nostatic = installed.index("whitenoise.runserver_nostatic")
    assert nostatic < installed.index("django.contrib.staticfiles")


def test_times_are_stored_in_utc() -> None:
    assert settings.USE_TZ is True
    assert settings.TIME_ZONE == "UTC"


def test_addresses_without_a_slash_are_redirected() -> None:
    assert settings.APPEND_SLASH is True


def test_the_database_is_postgresql_everywhere() -> None:
    assert {base["ENGINE"] for base in settings.DATABASES.values()} == {
        "django.db.backends.postgresql"
    }
    for name in ENVIRONMENTS:
        text = (BACKEND_DIR / "config" / "settings" / f"{name}.py").read_text()
        assert "sqlite" not in text


def test_connections_are_kept_checked_and_named() -> None:
    services = import_module("config.settings.components.services")
    database = services.DATABASES["default"]

    assert 0 < database["CONN_MAX_AGE"] <= 600
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["OPTIONS"]["connect_timeout"] <= 5
    assert database["OPTIONS"]["application_name"] == "pressroom"


def test_tests_have_a_database_of_their_own() -> None:
    assert settings.DATABASES["default"]["TEST"]["NAME"].startswith("test_")


def test_the_api_is_closed_and_speaks_json_by_default() -> None:
    api = settings.REST_FRAMEWORK

    assert api["DEFAULT_PERMISSION_CLASSES"] == [
        "rest_framework.permissions.IsAuthenticated"
    ]
    assert api["DEFAULT_RENDERER_CLASSES"] == ["common.api.renderers.ORJSONRenderer"]
    assert api["DEFAULT_PARSER_CLASSES"] == ["common.api.parsers.ORJSONParser"]


def test_broker_keeps_jobs_longer_than_they_may_run() -> None:
    visibility = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert visibility > settings.CELERY_TASK_TIME_LIMIT
    assert settings.CELERY_TASK_TIME_LIMIT > settings.CELERY_TASK_SOFT_TIME_LIMIT


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environments_hold_values_and_no_code(name: str) -> None:
    text = (BACKEND_DIR / "config" / "settings" / f"{name}.py").read_text()
    nodes = list(ast.walk(ast.parse(text)))

    assert not [node for node in nodes if isinstance(node, CODE)]
    sources = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert all(
        source == "django.core.exceptions" or str(source).startswith("config.settings.")
        for source in sources
    )


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    except (SystemExit, CommandError) as refusal:
        message = "A model changed; run makemigrations and name what it makes."
        raise AssertionError(message) from refusal
