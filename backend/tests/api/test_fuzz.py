"""Nothing a client can send breaks a read."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from author.tests.factories import AuthorFactory
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory
from tests.api.addresses import ARGUMENT, templates
from tests.api.conformance import DESCRIPTIONS, ConformingClient, stored_schema

pytestmark = pytest.mark.django_db
ENDPOINTS = sorted(set(templates()) - DESCRIPTIONS)
NAMES = sorted(
    {
        parameter["name"]
        for operations in stored_schema()["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }
)
NASTY = [
    "", "0", "-1", "1e9", "NaN", "null", "true", "\0", "%00", "../..", "//[", "a,b",
    "'", '"', "\\", "{}", "[]", "\u202e", "\ud800", "9" * 5000, "2024-02-30", "one",
    "0001-01-01T00:00:00+23:59", "/?p=1", "http://[::1", "title", "author", "html",
]  # fmt: skip
VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=30), st.binary(max_size=20))


def raw(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


@pytest.fixture(autouse=True)
def _things() -> None:
    post = PostFactory.create(
        published=True,
        slug="one",
        authors=[AuthorFactory.create(slug="one")],
        tags=[TagFactory.create(slug="one")],
        recount=True,
    )
    SeriesFactory.create(slug="one", posts=[post], recount=True)


@pytest.mark.parametrize("template", ENDPOINTS)
def test_nasty_keys_and_parameters_are_no_errors_of_ours(template: str) -> None:
    operation = stored_schema()["paths"][ARGUMENT.sub(r"{\1}", template)]["get"]
    names = [parameter["name"] for parameter in operation.get("parameters", [])]
    client = ConformingClient()

    for nasty in NASTY:
        key = quote(raw(nasty), safe="") or "one"
        responses = [client.get(ARGUMENT.sub(key, template))]
        path = ARGUMENT.sub("one", template)
        for name in names:
            query = urlencode({name: raw(nasty)})
            responses.append(client.get(path, QUERY_STRING=query))

        assert {it.status_code for it in responses} <= {200, 301, 400, 404, 410}


@settings(max_examples=400, deadline=None)
@given(
    template=st.sampled_from(ENDPOINTS),
    key=st.one_of(st.just("one"), VALUES),
    parameters=st.dictionaries(
        st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), VALUES, max_size=3
    ),
    method=st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS"]),
)
def test_every_answer_is_promised_by_the_schema(
    template: str, key: str | bytes, parameters: dict[str, str | bytes], method: str
) -> None:
    named = quote(raw(key), safe="")
    path = ARGUMENT.sub(named, template)
    pairs = [(raw(name), raw(value)) for name, value in parameters.items()]
    client = ConformingClient()

    response = client.generic(method, path, QUERY_STRING=urlencode(pairs))

    # The client has raised for what is no JSON, and for errors of the server.
    assert response.status_code < 500


@settings(max_examples=100, deadline=None)
@given(path=VALUES, method=st.sampled_from(["GET", "POST", "DELETE"]))
def test_unknown_addresses_are_problems(path: str | bytes, method: str) -> None:
    address = f"/api/v1/nothing/{quote(raw(path))}"

    response = ConformingClient().generic(method, address)

    assert response.status_code in {301, 404}
