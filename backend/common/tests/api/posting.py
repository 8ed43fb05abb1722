"""A process of its own that posts to the tiny site.

`python -m common.tests.api.posting DATABASE KEY [wait]` prints the answer; with `wait`
it does the work, says so, and goes on to the answer only when its input is closed.
"""

from __future__ import annotations

import json
import sys

import django
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

SITE = "common.tests.api.idempotent_site"


def post(key: str, *how: str) -> None:
    """Post once and print status, `Idempotency-Replayed` and body."""
    if how:
        # It cannot be imported before Django is set up.
        import_string(f"{SITE}.RowView").then = staticmethod(_wait)
    client = Client(headers={"Idempotency-Key": key})
    answer = client.post("/rows/", "{}", content_type="application/json")
    replayed = answer.headers.get("Idempotency-Replayed")
    sys.stdout.write(json.dumps([answer.status_code, replayed, answer.content.hex()]))


def _wait() -> None:
    sys.stdout.write("working\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    settings.ROOT_URLCONF = SITE
    django.setup()
    post(*sys.argv[2:])
