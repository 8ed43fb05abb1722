"""A hand on the windows in Redis: their time cannot be frozen, but it can be moved."""

from __future__ import annotations

from typing import Any

import redis
from django.conf import settings

from common.throttling import Rate, Rule


def rule(scope: str = "login", key: str = "one", rate: str = "3/60") -> Rule:
    limit, seconds = rate.split("/")
    return Rule(scope, key, Rate(int(limit), int(seconds)))


def server() -> Any:
    return redis.Redis.from_url(settings.CACHES["default"]["LOCATION"])


def key_of(one: Rule) -> str:
    return f"{settings.CACHES['default']['KEY_PREFIX']}:throttle:{one.name}"


def own_keys() -> list[str]:
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    with server() as client:
        return [key.decode() for key in client.scan_iter(f"{prefix}*", count=1000)]


def seconds_left(one: Rule) -> float:
    with server() as client:
        return float(client.pttl(key_of(one))) / 1000


def let_pass(seconds: float, *rules: Rule) -> None:
    """Bring the ends of the windows nearer, as waiting would."""
    with server() as client:
        for one in rules:
            left = client.pttl(key_of(one))
            if left > 0:
                client.pexpire(key_of(one), int(left - seconds * 1000))
