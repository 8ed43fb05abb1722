from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from common.tests.lost_redis import forget_outages


@pytest.fixture(params=["closed", "frozen"])
def lost_redis(request: pytest.FixtureRequest, settings: Settings) -> Iterator[str]:
    """The address of a Redis that refuses connections, or takes them and is silent."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        if request.param == "closed":
            server.close()
        default: dict[str, Any] = django_settings.CACHES["default"]
        settings.CACHES = {"default": {**default, "LOCATION": address}}
        settings.REDIS_TIMEOUT_SECONDS = 0.25
        forget_outages()
        yield address
    forget_outages()
