"""The only reader of the environment: every variable, its type and its default.

`.env` in the project's root and `.local/env` (written by `make run`) fill in what the
process environment does not set. `.env.example` lists the same names; a test compares.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BACKEND_DIR = Path(__file__).resolve().parents[2]
ROOT_DIR = BACKEND_DIR.parent

# name: (type, default). A default of None means: not set.
VARIABLES: dict[str, tuple[type, Any]] = {
    "DJANGO_SETTINGS_MODULE": (str, "config.settings.local"),
    "SECRET_KEY": (str, ""),
    "DEBUG": (bool, False),
    "DJANGO_ALLOWED_HOSTS": (list, []),
    "CSRF_TRUSTED_ORIGINS": (list, []),
    "CORS_ALLOWED_ORIGINS": (list, []),
    "ADMIN_PATH": (str, "blog-cms"),
    "DATABASE_URL": (str, ""),
    "DB_ENGINE": (str, "postgres"),
    "DB_NAME": (str, ""),
    "DB_USERNAME": (str, ""),
    "DB_PASSWORD": (str, ""),
    "DB_HOSTNAME": (str, ""),
    "DB_PORT": (int, 5432),
    "REDIS_URL": (str, ""),
    "REDIS_HOST": (str, ""),
    "REDIS_PORT": (int, 6379),
    "REDIS_PASSWORD": (str, ""),
    "CACHE_REDIS_URL": (str, ""),
    "BROKER_REDIS_URL": (str, ""),
    "EMAIL_URL": (str, "consolemail://"),
    "DEFAULT_FROM_EMAIL": (str, "Pressroom <blog@localhost>"),
    "SESSION_IDLE_DAYS": (int, 30),
    "SESSION_MAX_DAYS": (int, 365),
    "ACCOUNT_DELETION_GRACE_DAYS": (int, 14),
    "STAFF_SECOND_FACTOR": (bool, False),
    "GOOGLE_CLIENT_ID": (str, ""),
    "GOOGLE_CLIENT_SECRET": (str, ""),
    "GITHUB_CLIENT_ID": (str, ""),
    "GITHUB_CLIENT_SECRET": (str, ""),
    "FACEBOOK_CLIENT_ID": (str, ""),
    "FACEBOOK_CLIENT_SECRET": (str, ""),
    "APPLE_CLIENT_ID": (str, ""),
    "APPLE_TEAM_ID": (str, ""),
    "APPLE_KEY_ID": (str, ""),
    "APPLE_PRIVATE_KEY": (str, ""),
    "MEDIA_ROOT": (str, ""),
    "MEDIA_URL": (str, "/media/"),
    "SITE_URL": (str, "http://127.0.0.1:8000"),
    "SITE_TITLE": (str, "Pressroom"),
    "SITE_DESCRIPTION": (str, "A blog that runs on Pressroom."),
    "SITE_LANGUAGE": (str, "en"),
    "PUBLICATIONS_PER_DAY": (int, 10),
    "LOG_LEVEL": (str, "INFO"),
    "NUM_PROXIES": (int, 0),
    "THROTTLE_ANON": (str, "300/min"),
    "THROTTLE_USER": (str, "1200/min"),
    "THROTTLE_BLOG_LIMIT": (str, "300/min"),
    "THROTTLE_BLOG_2_LIMIT": (str, "300/min"),
    "THROTTLE_WRITES": (str, "120/min"),
    "THROTTLE_LOGIN": (str, "30/min"),
    "THROTTLE_LOGIN_ACCOUNT": (str, "10/5min"),
    "THROTTLE_REGISTRATION": (str, "20/h"),
    "THROTTLE_PASSWORD_RESET": (str, "20/h"),
    "THROTTLE_VERIFICATION": (str, "20/h"),
    "THROTTLE_ACCOUNT": (str, "60/min"),
    "WEB_CONCURRENCY": (int, 2),
    "WEB_THREADS": (int, 2),
    "PORT": (int, 8000),
    "WEB_BIND": (str, ""),
}

environ.Env.read_env(ROOT_DIR / ".env")
for _name in VARIABLES:
    # An empty line in `.env` means not set, and must not hide what comes after it.
    if os.environ.get(_name) == "":
        del os.environ[_name]
_given = frozenset(os.environ)
environ.Env.read_env(ROOT_DIR / ".local" / "env")
_from_local_services = frozenset(os.environ) - _given
env = environ.Env(**VARIABLES)


def forget_local_services() -> None:
    """Drop what `.local/env` filled in: `make run` starts those services itself."""
    for name in _from_local_services:
        os.environ.pop(name, None)


def child_environment(**overrides: str) -> dict[str, str]:
    """Return this process's environment plus `overrides`, to start programs with."""
    return {**os.environ, **overrides}


def database_url() -> str:
    """Return `DATABASE_URL`, or the URL its `DB_*` parts make, or "" without either.

    Raises:
        ImproperlyConfigured: both forms are set and say different things.
    """
    parts = ""
    if host := env.str("DB_HOSTNAME"):
        credentials = _credentials(env.str("DB_USERNAME"), env.str("DB_PASSWORD"))
        engine, name = env.str("DB_ENGINE"), env.str("DB_NAME")
        parts = f"{engine}://{credentials}{host}:{env.int('DB_PORT')}/{name}"
    return _one_of("DATABASE_URL", "DB_*", env.str("DATABASE_URL"), parts)


def redis_url() -> str:
    """Return `REDIS_URL`, or the URL its parts make, or "" when neither is set.

    Raises:
        ImproperlyConfigured: both forms are set and say different things.
    """
    parts = ""
    if host := env.str("REDIS_HOST"):
        credentials = _credentials("", env.str("REDIS_PASSWORD"))
        parts = f"redis://{credentials}{host}:{env.int('REDIS_PORT')}"
    return _one_of("REDIS_URL", "REDIS_HOST", env.str("REDIS_URL"), parts)


def cache_redis_url() -> str:
    """Return the Redis that may forget: `CACHE_REDIS_URL`, else `REDIS_URL`."""
    return env.str("CACHE_REDIS_URL") or _with_database(redis_url(), 0)


def broker_redis_url() -> str:
    """Return the Redis that must not forget: `BROKER_REDIS_URL`, else the one above."""
    return env.str("BROKER_REDIS_URL") or _with_database(redis_url(), 1)


def _credentials(user: str, password: str) -> str:
    if not user and not password:
        return ""
    return f"{quote(user, safe='')}:{quote(password, safe='')}@"


def _one_of(whole_name: str, parts_name: str, whole: str, parts: str) -> str:
    if whole and parts and whole.rstrip("/") != parts.rstrip("/"):
        message = (
            f"{whole_name} and {parts_name} are both set and differ; keep one of them."
        )
        raise ImproperlyConfigured(message)
    return whole or parts


def _with_database(url: str, offset: int) -> str:
    """Return the URL with its database, 0 if it names none, moved up by `offset`."""
    if not url:
        return ""
    parts = urlsplit(url)
    number = int(parts.path.strip("/") or 0) + offset
    path = f"/{number}"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, parts.fragment))
