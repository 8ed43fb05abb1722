"""The decoy makes room for the admin where a developer has it there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.processes import copy_checkout, run_python

ASK = """
import django
django.setup()
from django.urls import resolve
print(*(resolve(path).namespace for path in ("/admin/", "/admin/x/")))
"""


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("blog-cms", "decoy decoy"),
        ("admin/desk", "decoy decoy"),
        ("admin", "admin admin"),
    ],
)
def test_the_decoy_is_where_the_admin_is_not(
    path: str, answers: str, tmp_path: Path
) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "ADMIN_PATH": path,
        "SECRET_KEY": "only-for-tests",
    }

    result = run_python(copy_checkout(tmp_path), "-c", ASK, environment=environment)

    assert result.stdout.strip() == answers, result.stderr
