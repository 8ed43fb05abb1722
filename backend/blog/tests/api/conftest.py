from __future__ import annotations

import pytest

from tests.api.conformance import ConformingClient


@pytest.fixture
def client() -> ConformingClient:
    return ConformingClient()
