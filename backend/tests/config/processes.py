"""Python started anew, in a copy of the settings with no `.env` beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

BACKEND_DIR = Path(__file__).resolve().parents[2]
ROOT_DIR = BACKEND_DIR.parent

GOOD_PROD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "kP9-" + "x7Qz" * 12 + "-only-for-a-test",
    "DJANGO_ALLOWED_HOSTS": "blog.example.com,www.example.com",
    "DATABASE_URL": "postgres://blog:secret@db.example.com:5432/blog",
    "REDIS_URL": "redis://redis.example.com:6379",
    "SITE_URL": "https://blog.example.com",
    "EMAIL_URL": "smtp+tls://mail.example.com:587",
}


def copy_checkout(directory: Path) -> Path:
    """Make a `backend/` whose settings are a copy and all else the checkout's own.

    The settings find `.env` from their own place, so a developer's is not read.
    """
    backend = directory / "backend"
    backend.mkdir()
    shutil.copytree(
        BACKEND_DIR / "config",
        backend / "config",
        ignore=shutil.ignore_patterns("__pycache__", "tests"),
    )
    for package in BACKEND_DIR.iterdir():
        is_package = (package / "__init__.py").exists() or package.name == "manage.py"
        if is_package and package.name != "config":
            (backend / package.name).symlink_to(package)
    return backend


def run_python(
    backend: Path, *arguments: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run Python in `backend` with nothing in the environment but `environment`."""
    return subprocess.run(
        [sys.executable, "-B", *arguments],
        cwd=backend,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
