"""Every address under `/api/v1/` that all may read, with plausible keys and parameters.

Whoever may do what is tested by `test_access`, and bad input by each endpoint's tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.architecture.routes import own_routes

ARGUMENT = re.compile(r"<str:(\w+)>")
# Parameters that an address needs, or that make it show more.
QUERIES = {
    "/api/v1/posts/": [
        "", "?page=1", "?ordering=title", "?ordering=-title", "?page_size=1",
        "?include=author,tag,series,image", "?featured=true",
    ],
    "/api/v1/posts/<str:post>/": ["", "?formats=html,markdown,text"],
    "/api/v1/resolve/": [],
}  # fmt: skip
KINDS = {"post": "posts", "tag": "tags", "series": "series", "author": "authors"}


def templates() -> list[str]:
    """Return the addresses of the content everyone may read, as the URLconf has them.

    What is about accounts, or only written, is left to its own tests.
    """
    return [
        route.address
        for route in own_routes()
        if route.namespaces[:2] == ("api", "v1")
        and route.namespaces[2:] != ("custom_user",)
        and route.is_open
        and hasattr(route.view_class, "get")
    ]


def addresses(keys: Iterable[str]) -> Iterator[str]:
    """Return every endpoint with every key at every place where a key can stand."""
    keys = list(keys)
    for template in templates():
        filled = {ARGUMENT.sub(key, template) for key in keys}
        for address in sorted(filled):
            for query in QUERIES.get(template, ["", "?page=1"]):
                yield f"{address}{query}"
    for key in keys:
        yield from (f"/api/v1/posts/?{kind}={key}" for kind in KINDS if kind != "post")
        yield from (f"/api/v1/resolve/?path=/{name}/{key}/" for name in KINDS.values())
        yield f"/api/v1/resolve/?path=/old/{key}"
