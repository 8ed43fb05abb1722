"""Every POST of the API may be sent again."""

from __future__ import annotations

from common.api.idempotency import IdempotentView
from tests.architecture.routes import own_routes
from tests.architecture.tree import report


def test_every_post_takes_an_idempotency_key() -> None:
    posts = [
        route
        for route in own_routes()
        if route.address.startswith("/api/") and hasattr(route.view_class, "post")
    ]
    problems = [
        f"{route.full_name}: not an EndpointView"
        for route in posts
        if route.view_class is None or not issubclass(route.view_class, IdempotentView)
    ]

    assert posts
    assert not problems, report(problems)
