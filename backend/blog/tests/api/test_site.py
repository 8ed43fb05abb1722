from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from common.models import KeyValueStore

pytestmark = pytest.mark.django_db
SITE = "/api/v1/site/"


def get(client: Client) -> Any:
    response = client.get(SITE)
    assert response.status_code == 200
    return response.json()


def store(key: str, value: Any) -> None:
    KeyValueStore.objects.create(key=key, value=value)


def test_site_tells_what_the_settings_say(client: Client, settings: Settings) -> None:
    settings.SITE_TITLE = "The Daily"
    settings.SITE_DESCRIPTION = "News."
    settings.SITE_LANGUAGE = "de"
    settings.SITE_URL = "https://daily.example"

    assert get(client) == {
        "title": "The Daily",
        "description": "News.",
        "language": "de",
        "url": "https://daily.example",
        "navigation": [],
        "flags": {},
        "limits": {
            "page_size_default": 10,
            "page_size_max": 100,
            "page_number_max_items": 1000,
        },
    }


def test_stored_words_win_one_by_one(client: Client, settings: Settings) -> None:
    settings.SITE_DESCRIPTION = "News."
    menu = [{"title": "About", "url": "/about/"}]
    store("site", {"title": "Weekly", "navigation": menu})

    site = get(client)

    assert (site["title"], site["description"]) == ("Weekly", "News.")
    assert site["navigation"] == menu


@pytest.mark.parametrize(
    ("value", "is_on"),
    [
        (True, True),
        ({"enabled": True}, True),
        (False, False),
        ({"enabled": False}, False),
        ("false", False),
        (None, False),
        ({}, False),
    ],
)
def test_flag_is_on_only_where_it_says_so(
    client: Client, *, value: Any, is_on: bool
) -> None:
    store("public_flags", {"comments": value})

    assert get(client)["flags"] == {"comments": is_on}


@pytest.mark.parametrize("value", [[], ["comments"], "on", 3, True])
@pytest.mark.parametrize("key", ["site", "public_flags"])
def test_stored_value_of_another_shape_is_left_out(
    client: Client, key: str, value: Any
) -> None:
    before = get(client)
    store(key, value)

    assert get(client) == before


@pytest.mark.parametrize(
    "words", [{"navigation": "x"}, {"navigation": [{}]}, {"title": ["x"]}], ids=str
)
def test_words_of_another_shape_are_left_out(
    client: Client, words: dict[str, Any]
) -> None:
    before = get(client)
    store("site", words)

    assert get(client) == before


def test_other_stored_values_stay_private(client: Client) -> None:
    store("smtp", {"password": "s3cret"})

    assert "s3cret" not in client.get(SITE).content.decode()
