from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from custom_user.models import CustomUser
from custom_user.tests.factories import PASSWORD
from custom_user.tests.second_factors import verified_user

LogIn = Callable[..., Any]


@pytest.fixture
def member() -> CustomUser:
    """Somebody of the staff, without a second factor."""
    return verified_user(email="ada@example.org", staff=True)


@pytest.fixture
def log_in(client: Client) -> LogIn:
    """Post the log-in form: `log_in(code="123456")`."""

    def log_in(
        *,
        email: str = "ada@example.org",
        password: str = PASSWORD,
        code: str = "",
        **extra: Any,
    ) -> Any:
        data = {"username": email, "password": password, "code": code}
        return client.post(reverse("admin:login"), data, **extra)

    return log_in
