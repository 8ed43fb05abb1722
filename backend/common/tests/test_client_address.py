from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from common.client_address import client_address

PROXY = "10.0.0.1"


def address(forwarded: str | None, remote: str = PROXY) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory(headers=headers, REMOTE_ADDR=remote).get("/"))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, PROXY),
        (0, "192.0.2.1", PROXY),
        (-1, "192.0.2.1", PROXY),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (1, "6.6.6.6,  192.0.2.1 ", "192.0.2.1"),
        (2, "6.6.6.6, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (1, "192.0.2.1:4711", "192.0.2.1"),
        (1, "[2001:db8:1:2::5]:4711", "2001:db8:1:2::/64"),
        (1, "[2001:db8:1:2::5]", "2001:db8:1:2::/64"),
    ],
)
def test_the_outermost_proxy_of_ours_says_who_it_is(
    settings: Settings, proxies: int, forwarded: str | None, expected: str
) -> None:
    settings.NUM_PROXIES = proxies
    assert address(forwarded) == expected


@pytest.mark.parametrize(
    "forwarded",
    [None, "", ",", "6.6.6.6, ", "unknown", "6.6.6.6, <script>", "1.2.3.4.5", "[", ":"],
)
def test_what_makes_no_sense_is_the_connection(
    settings: Settings, forwarded: str | None
) -> None:
    settings.NUM_PROXIES = 1
    assert address(forwarded) == PROXY


def test_a_header_with_too_few_entries_is_the_connection(settings: Settings) -> None:
    settings.NUM_PROXIES = 2
    assert address("6.6.6.6") == PROXY


def test_entries_that_clients_prepend_change_nothing(settings: Settings) -> None:
    settings.NUM_PROXIES = 1
    forged = {address(f"6.6.6.{number}, 192.0.2.1") for number in range(200)}
    assert forged == {"192.0.2.1"}


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:C000:201", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("nowhere", "unknown"),
    ],
)
def test_one_client_has_one_name(remote: str, expected: str) -> None:
    assert address(None, remote) == expected


def test_a_proxy_behind_a_unix_socket_is_believed(settings: Settings) -> None:
    settings.NUM_PROXIES = 1
    assert address("192.0.2.1", remote="") == "192.0.2.1"
