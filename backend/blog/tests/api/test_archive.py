from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from blog.tests.factories import PostFactory

pytestmark = pytest.mark.django_db
ARCHIVE = "/api/v1/archive/"


def test_archive_of_nothing_is_empty(client: Client) -> None:
    PostFactory.create()

    assert client.get(ARCHIVE).json() == {"years": []}


def test_counts_equal_the_lengths_of_the_lists(client: Client) -> None:
    for text in (
        "2023-12-31T23:59:59.999999", "2024-01-01T00:00:00", "2024-01-31T23:30:00",
        "2024-02-01T00:00:00", "2024-12-01T00:00:00", "2025-06-15T12:00:00",
    ):  # fmt: skip
        at = datetime.fromisoformat(text).replace(tzinfo=UTC)
        for traits in ({}, {"unlisted": True}, {"members": True}, {"trashed": True}):
            PostFactory.create(published=True, published_at=at, **traits)
        PostFactory.create(published_at=at)

    years = client.get(ARCHIVE).json()["years"]

    assert [year["year"] for year in years] == [2025, 2024, 2023]
    assert [month["month"] for month in years[1]["months"]] == [12, 2, 1]
    for year in years:
        of_year = f"/api/v1/posts/?page=1&year={year['year']}"
        assert client.get(of_year).json()["count"] == year["count"]
        for month in year["months"]:
            of_month = client.get(f"{of_year}&month={month['month']}").json()
            assert of_month["count"] == len(of_month["results"]) == month["count"]


def test_archive_takes_no_parameters(client: Client) -> None:
    response = client.get(f"{ARCHIVE}?year=2024")

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "?year"
