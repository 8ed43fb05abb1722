from __future__ import annotations

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient


@pytest.fixture
def client() -> APIClient:
    return APIClient(raise_request_exception=False)


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.ROOT_URLCONF = "common.tests.api.site"
