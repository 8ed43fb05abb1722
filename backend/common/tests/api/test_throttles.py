from __future__ import annotations

import http.client
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from common.api.throttles import ScopedThrottle
from common.tests.api.throttled_site import DOORS
from common.throttling import Rate, Rule, refusals
from custom_user.models import CustomUser

LIMITS = {
    "anon": 3, "user": 5, "blog_limit": 20, "blog_2_limit": 20, "writes": 2,
    "login": 2, "registration": 2, "password_reset": 2, "verification": 2, "account": 2,
}  # fmt: skip
ITEM = re.compile(r'"(\w+)";([a-z]=\d+(?:;[a-z]=\d+)*)')


@dataclass
class Credential:
    throttle_key: str
    tier: str | None = None


@pytest.fixture(autouse=True)
def _site(settings: Settings, cache: object) -> None:
    settings.ROOT_URLCONF = "common.tests.api.throttled_site"
    settings.THROTTLE_RATES = {scope: f"{n}/min" for scope, n in LIMITS.items()}


def client_of(user: int | None = None, auth: Any = None, **user_fields: Any) -> Any:
    client = APIClient()
    if user is not None:
        account = CustomUser(pk=user)
        vars(account).update(user_fields)
        client.force_authenticate(account, auth)
    return client


def admitted(client: Any, path: str, method: str = "get", tries: int = 30) -> int:
    call = getattr(client, method)
    statuses = [call(path).status_code for _ in range(tries)]
    return len([status for status in statuses if status != 429])


def parse(header: str) -> dict[str, dict[str, int]]:
    """Read a structured field: a list of names with whole numbers as parameters."""
    items = header.split(", ")
    found = {}
    for item in items:
        match = ITEM.fullmatch(item)
        assert match, item
        pairs = (pair.split("=") for pair in match[2].split(";"))
        found[match[1]] = {name: int(value) for name, value in pairs}
    return found


def test_anonymous_readers_count_by_address_and_are_stricter() -> None:
    assert admitted(client_of(), "/posts/") == 3
    assert admitted(client_of(), "/other/") == 0
    elsewhere = APIClient(REMOTE_ADDR="192.0.2.9")
    assert admitted(elsewhere, "/other/") == 3


def test_users_count_by_account_wherever_they_are() -> None:
    assert admitted(client_of(1), "/posts/", tries=3) == 3
    moved = client_of(1)
    moved.credentials(REMOTE_ADDR="192.0.2.9")
    assert admitted(moved, "/posts/") == 2
    assert admitted(client_of(2), "/posts/") == 5


def test_keys_count_by_key() -> None:
    assert admitted(client_of(1, Credential("a")), "/posts/") == 5
    assert admitted(client_of(1, Credential("b")), "/posts/") == 5
    assert admitted(client_of(1), "/posts/") == 5


def test_posts_share_a_limit_apart_from_the_rest(settings: Settings) -> None:
    settings.THROTTLE_RATES = dict.fromkeys(LIMITS, "9/min") | {"blog_limit": "4/min"}

    assert admitted(client_of(), "/posts/", tries=3) == 3
    assert admitted(client_of(), "/posts/one/") == 1
    assert admitted(client_of(), "/other/") == 5


@pytest.mark.parametrize("method", ["head", "options"])
def test_head_and_options_count_as_reads(method: str) -> None:
    assert admitted(client_of(), "/posts/", method) == 3
    assert admitted(client_of(), "/posts/") == 0


def test_writes_have_a_limit_of_their_own() -> None:
    assert admitted(client_of(1), "/write/") == 30
    assert admitted(client_of(1), "/write/", "post") == 2
    assert admitted(client_of(1), "/write/") == 30


@pytest.mark.parametrize("scope", DOORS)
def test_the_ways_in_count_by_address_whoever_it_is(scope: str) -> None:
    assert admitted(client_of(), f"/{scope}/", "post", tries=1) == 1
    assert admitted(client_of(1), f"/{scope}/", "post", tries=1) == 1
    unlimited = client_of(2, Credential("a", "unlimited"), tier="unlimited")
    assert admitted(unlimited, f"/{scope}/", "post") == 0


def test_forged_headers_evade_nothing(settings: Settings) -> None:
    for proxies, real in ((0, ""), (1, ", 192.0.2.1")):
        settings.NUM_PROXIES = proxies
        statuses = [
            client_of()
            .get("/posts/", headers={"X-Forwarded-For": f"198.51.100.{number}{real}"})
            .status_code
            for number in range(9)
        ]
        assert statuses == [200] * 3 + [429] * 6


def test_neighbours_of_one_ipv6_network_are_one_client() -> None:
    clients = [APIClient(REMOTE_ADDR=f"2001:db8::{number}") for number in range(1, 9)]
    assert sum(admitted(client, "/posts/", tries=1) for client in clients) == 3


@pytest.mark.parametrize(
    ("of_key", "of_user", "expected"),
    [
        (None, None, 5),
        (None, "standard", 5),
        (None, "plus", 50),
        ("plus", "standard", 50),
        ("standard", "plus", 5),
        ("unlimited", None, 60),
        (None, "no such tier", 5),
    ],
)
def test_tiers_scale_limits(
    settings: Settings, of_key: str | None, of_user: str | None, expected: int
) -> None:
    settings.THROTTLE_RATES |= {"blog_2_limit": "1000/min"}
    client = client_of(1, Credential("a", of_key), tier=of_user)

    assert admitted(client, "/other/", tries=60) == expected


def test_who_is_unlimited_is_told_of_no_limit() -> None:
    response = client_of(1, tier="unlimited").get("/other/")

    assert "RateLimit" not in response
    assert "RateLimit-Policy" not in response


def test_headers_say_where_a_client_stands() -> None:
    response = client_of().get("/posts/")

    assert response["RateLimit-Policy"] == '"anon";q=3;w=60, "blog_limit";q=20;w=60'
    assert response["RateLimit"] == '"anon";r=2;t=60, "blog_limit";r=19;t=60'
    assert "Retry-After" not in response


@pytest.mark.parametrize("status", [200, 204, 304, 400, 403, 404])
def test_every_answer_has_the_headers(status: int) -> None:
    path = "/other/?unknown=1" if status == 400 else f"/other/{status}/"
    response = client_of().get(path)

    assert response.status_code == status
    assert parse(response["RateLimit"])["anon"]["r"] == 2
    assert parse(response["RateLimit-Policy"])["anon"] == {"q": 3, "w": 60}


def test_what_is_refused_for_another_reason_counts_too() -> None:
    client = client_of()
    refused = [
        client.get("/other/", headers={"Authorization": "Token"}),
        client.get("/other/", headers={"Accept": "text/html"}),
        client.delete("/other/"),
        client.get("/other/", headers={"Authorization": "Token"}),
    ]

    assert [answer.status_code for answer in refused] == [401, 406, 405, 429]
    left = [parse(answer["RateLimit"])["anon"]["r"] for answer in refused]
    assert left == [2, 1, 0, 0]


def test_closed_doors_count_who_may_not_come_in() -> None:
    statuses = [client_of().get("/closed/").status_code for _ in range(3)]
    assert statuses == [401, 401, 429]


def test_a_refusal_is_a_problem_that_says_when_to_come_back() -> None:
    client = client_of()
    admitted(client, "/posts/")
    response = client.get("/posts/")

    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["error_code"] == "COM0429"
    standing = parse(response["RateLimit"])
    assert standing["anon"]["r"] == 0
    assert response["Retry-After"] == str(standing["anon"]["t"])
    # What was refused by one counts at no other.
    assert standing["blog_limit"]["r"] == LIMITS["blog_limit"] - 3
    assert refusals() == {"anon": 28}


def test_throttling_runs_no_statement(
    django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    with django_assert_num_queries(0):
        admitted(client_of(), "/posts/")


def test_a_library_view_can_be_throttled() -> None:
    assert admitted(client_of(), "/library/") == 2
    assert client_of().get("/library/")["Retry-After"] == "60"


def test_without_redis_reads_are_open_and_ways_in_are_not(lost_redis: str) -> None:
    client = client_of()
    started = time.perf_counter()
    first = client.get("/posts/")
    assert time.perf_counter() - started < 1

    assert first.status_code == 200
    assert "RateLimit" not in first
    assert admitted(client, "/posts/") == 30
    assert admitted(client, "/write/", "post") == 2
    for scope in DOORS:
        assert admitted(client, f"/{scope}/", "post") == 2
    started = time.perf_counter()
    refused = client.post("/login/")
    assert time.perf_counter() - started < 0.1
    assert refused.status_code == 429
    assert parse(refused["RateLimit"])["login"]["r"] == 0


@pytest.mark.django_db(transaction=True)
def test_120_http_requests_at_once_against_20_are_20(
    live_server: LiveServer, settings: Settings
) -> None:
    settings.THROTTLE_RATES |= {"anon": "20/min"}
    together = threading.Barrier(24)

    def call_five_times(_: int) -> list[int]:
        address = live_server.thread.host, live_server.thread.port
        statuses = []
        together.wait()
        for _ in range(5):
            connection = http.client.HTTPConnection(*address, timeout=20)
            connection.request("GET", "/posts/")
            statuses.append(connection.getresponse().status)
            connection.close()
        return statuses

    with ThreadPoolExecutor(24) as pool:
        statuses = [
            one for five in pool.map(call_five_times, range(24)) for one in five
        ]
    assert sorted(statuses) == [200] * 20 + [429] * 100


def test_a_rule_names_scope_client_and_rate() -> None:
    class Throttle(ScopedThrottle):
        scope = "login"

    request: Any = client_of(7).get("/posts/").renderer_context["request"]
    assert Throttle().find_rule(request) == Rule("login", "user:7", Rate(2, 60))
