from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from common.throttling import Rate, parse_rate, rate_of


@pytest.mark.parametrize(
    ("text", "limit", "seconds"),
    [
        ("1/s", 1, 1),
        ("300/min", 300, 60),
        ("20/5min", 20, 300),
        ("20/h", 20, 3600),
        ("1000/day", 1000, 86400),
        ("3/30s", 3, 30),
        (" 3/2day ", 3, 172800),
    ],
)
def test_rates_are_read(text: str, limit: int, seconds: int) -> None:
    assert parse_rate(text) == Rate(limit, seconds)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "no rate"),
        ("300", "no rate"),
        ("/min", '""'),
        ("x/min", '"x"'),
        ("0/min", '"0"'),
        ("-1/min", '"-1"'),
        ("1.5/min", '"1.5"'),
        ("٣/min", '"٣"'),
        ("1000000000000/min", '"1000000000000"'),
        ("20/", '""'),
        ("20/week", '"week"'),
        ("20/minute", '"minute"'),
        ("20/5", '""'),
        ("20/0min", '"0"'),
        ("20/min/h", '"min/h"'),
    ],
)
def test_what_is_wrong_with_a_rate_is_named(text: str, wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        parse_rate(text)

    assert wrong in str(refusal.value)


def test_a_scope_has_the_rate_of_the_settings(settings: Settings) -> None:
    settings.THROTTLE_RATES = {"login": "30/min"}
    assert rate_of("login") == Rate(30, 60)


def test_a_scope_without_a_rate_is_named(settings: Settings) -> None:
    settings.THROTTLE_RATES = {"login": "30/min"}
    with pytest.raises(ImproperlyConfigured, match='no rate for "logout"'):
        rate_of("logout")


def test_a_wrong_rate_stops_the_start_and_names_its_scope(settings: Settings) -> None:
    settings.THROTTLE_RATES = {"login": "30/min", "anon": "20/week"}
    with pytest.raises(ImproperlyConfigured, match=r'"anon".*"week"'):
        apps.get_app_config("common").ready()


def test_a_tier_multiplies_the_limit_alone() -> None:
    assert Rate(30, 60).times(10) == Rate(300, 60)
