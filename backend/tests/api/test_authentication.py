from __future__ import annotations

import pytest
from rest_framework.test import APIClient


@pytest.mark.parametrize("header", ["Token abc", "Bearer abc", "Basic YTpi", "x"])
@pytest.mark.parametrize("path", ["/api/v1/posts/", "/api/v1/posts/?unknown=1"])
@pytest.mark.django_db
def test_a_wrong_credential_is_refused_where_none_is_needed(
    header: str, path: str
) -> None:
    answer = APIClient().get(path, headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Token realm="api"'
    assert answer.json()["error_code"] == "COM0401"
