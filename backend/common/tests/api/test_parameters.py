from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from author.models import Author
from common.tests.api.test_errors import assert_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Author:
    return Author.objects.create(
        name="Ada", slug="ada", links=[{"text": "Home", "url": "https://ada.example"}]
    )


def test_unknown_parameters_are_refused_by_name(client: APIClient) -> None:
    body = assert_problem(client.get("/api/v1/authors/?q=a&size=3"), 400, "COM0001")

    assert [fault["pointer"] for fault in body["errors"]] == ["?q", "?size"]
    assert "page_size" in body["errors"][0]["detail"]


def test_wrong_parameter_comes_before_missing_thing(client: APIClient) -> None:
    response = client.get("/api/v1/authors/nobody/?expand=all")

    assert_problem(response, 400, "COM0001")


def test_head_checks_parameters_too(client: APIClient) -> None:
    assert client.head("/api/v1/authors/").status_code == 200
    assert client.head("/api/v1/authors/?q=a").status_code == 400


def test_options_describe_the_endpoint(client: APIClient) -> None:
    assert client.options("/api/v1/authors/").json()["description"] == (
        "The authors, by name."
    )


def test_writes_take_no_parameters(client: APIClient) -> None:
    assert_problem(client.post("/fail/bug/?a=1", {}), 400, "COM0001")


def test_repeated_parameter_is_refused(client: APIClient) -> None:
    response = client.get("/api/v1/authors/?page_size=3&page_size=4")

    body = assert_problem(response, 400, "COM0002")
    assert body["errors"][0]["pointer"] == "?page_size"
    assert body["errors"][0]["code"] == "repeated"


@pytest.mark.parametrize(
    "value",
    ["0", "-1", "101", "1000000000", "9" * 2000, "ten", "1.0", "1_0", "", "\uff11"],
)
def test_wrong_page_size_is_named(client: APIClient, value: str) -> None:
    response = client.get("/api/v1/authors/", {"page_size": value})

    body = assert_problem(response, 400, "COM0002")
    assert {fault["pointer"] for fault in body["errors"]} == {"?page_size"}


@pytest.mark.parametrize(
    ("query", "pointer", "allowed"),
    [
        ("ordering=age", "?ordering", "-name"),
        ("fields=name,age", "?fields", "created_at"),
        ("fields=", "?fields", ""),
        ("fields=name,,slug", "?fields", "created_at"),
        ("include=tag", "?include", "link"),
        ("fields[link]=x", "?fields[link]", "text"),
    ],
)
def test_wrong_value_is_told_what_is_allowed(
    client: APIClient, query: str, pointer: str, allowed: str
) -> None:
    body = assert_problem(client.get(f"/api/v1/authors/?{query}"), 400, "COM0002")

    assert body["errors"][0]["pointer"] == pointer
    assert allowed in body["errors"][0]["detail"]


def test_unknown_bracket_is_an_unknown_parameter(client: APIClient) -> None:
    assert_problem(client.get("/api/v1/authors/?fields[tag]=x"), 400, "COM0001")


ALL = ["id", "slug", "name", "created_at", "links"]


@pytest.mark.parametrize(
    ("query", "members"),
    [
        ("", ALL),
        ("fields=name,id", ["id", "name"]),
        ("fields=name&include=link", ["name", "links"]),
        ("include=link", ALL),
        ("fields=name, name", ["name"]),
        ("fields=name&fields[link]=url", ["name"]),
    ],
)
def test_fields_choose_the_members(
    client: APIClient, author: Author, query: str, members: list[str]
) -> None:
    (row,) = client.get(f"/api/v1/authors/?{query}").json()["results"]
    detail = client.get(f"/api/v1/authors/ada/?{query}").json()

    assert list(row) == members
    assert list(detail) == members


def test_brackets_choose_inside_a_relation(client: APIClient, author: Author) -> None:
    body = client.get("/api/v1/authors/ada/?fields=links&fields[link]=url").json()

    assert body == {"links": [{"url": "https://ada.example"}]}


def test_one_selection_leaves_the_next_request_alone(
    client: APIClient, author: Author
) -> None:
    client.get("/api/v1/authors/ada/?fields=links&fields[link]=url")

    body = client.get("/api/v1/authors/ada/").json()

    assert list(body) == ALL
    assert list(body["links"][0]) == ["text", "url"]
    assert body["created_at"].endswith("Z")
    assert body["id"] == str(author.public_id)
