"""Whatever is sent to the account endpoints, they answer as the schema promises.

The client raises for a status, a header or a member that the schema does not name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_user.constants import SCOPES
from custom_user.services.roles import ensure_roles
from custom_user.tests.factories import PASSWORD
from tests.api.callers import ARGUMENT, GOOGLE, Caller, fill, operations
from tests.api.conformance import stored_schema

pytestmark = pytest.mark.django_db
ADDRESSES = {
    name: address for name, address in operations().items() if "custom_user:" in name
}
TEMPLATES = sorted(set(ADDRESSES.values()))
WRITES = [name for name in ADDRESSES if not name.startswith("get ")]
WITH_BODY = [name for name in WRITES if not name.startswith("delete ")]
NASTY: list[Any] = [
    None, True, 0, -1, 1e308, 10**400, [], {}, [[]], [None], {"a": {}}, "", " ", "\0",
    "a\nb", "\u202e", "\ud800", "x" * 5000, "{}", "-", "ada@example.org", PASSWORD,
    "000000", "+4930123456", SCOPES[0], "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
    "MQ:1wabcd:AAAA", "http://[::1", f"{'0' * 32}-x-y",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=20),
    st.lists(st.sampled_from(NASTY), max_size=3),
)


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    ensure_roles()
    with override_settings(SOCIALACCOUNT_PROVIDERS=GOOGLE):
        yield


def described(operation: str) -> Any:
    """Return what the schema has of an operation."""
    method, _, _ = operation.partition(" ")
    template = ARGUMENT.sub(r"{\1}", ADDRESSES[operation])
    return stored_schema()["paths"][template][method]


def allowed(template: str) -> set[str]:
    """Return the methods that the schema names for an address."""
    return {method.upper() for method in stored_schema()["paths"][template]}


def call(operation: str, body: str = "", **headers: Any) -> Any:
    """Call as a reader who has just confirmed who they are."""
    caller = Caller("Reader")
    method, _, _ = operation.partition(" ")
    address = fill(ADDRESSES[operation], caller.user)
    options = {"content_type": "application/json"} | headers
    return caller.client.generic(method.upper(), address, body, **options)


@pytest.mark.parametrize("template", TEMPLATES)
def test_methods_are_told_and_no_others_work(template: str) -> None:
    caller = Caller("Reader")
    address = fill(template, caller.user)
    names = allowed(ARGUMENT.sub(r"{\1}", template))
    names |= {"OPTIONS"} | ({"HEAD"} if "GET" in names else set())

    told = caller.client.options(address)
    refused = {
        method: caller.client.generic(method, address, "{}")
        for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "BREW"} - names
    }

    assert told.status_code == 200
    assert set(told["Allow"].split(", ")) == names
    assert told.json()["renders"] == ["application/json"]
    assert {answer.status_code for answer in refused.values()} == {405}
    assert {answer["Allow"] for answer in refused.values()} == {told["Allow"]}


@pytest.mark.parametrize("operation", sorted(set(ADDRESSES) - set(WRITES)))
def test_head_is_get_without_a_body(operation: str) -> None:
    caller = Caller("Reader")
    address = fill(ADDRESSES[operation], caller.user)

    full, empty = caller.client.get(address), caller.client.head(address)

    assert empty.status_code == full.status_code == 200
    ignored = {"X-Request-ID", "RateLimit"}
    assert {k: v for k, v in empty.items() if k not in ignored} == {
        k: v for k, v in full.items() if k not in ignored
    }


@pytest.mark.parametrize("operation", ADDRESSES)
def test_other_formats_are_not_acceptable(operation: str) -> None:
    answer = call(operation, headers={"Accept": "text/html"})

    assert answer.json()["error_code"] == "COM0406"


@pytest.mark.parametrize("operation", ADDRESSES)
def test_unknown_parameters_are_refused(operation: str) -> None:
    answer = call(operation, QUERY_STRING="colour=red")

    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["?colour"]
    assert answer.json()["error_code"] == "COM0001"


@pytest.mark.parametrize("operation", WITH_BODY)
@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data"])
def test_other_types_are_not_supported(operation: str, content_type: str) -> None:
    answer = call(operation, "a=1", content_type=content_type)

    assert answer.json()["error_code"] == "COM0415"


@pytest.mark.parametrize(
    "operation", [name for name in WITH_BODY if "requestBody" not in described(name)]
)
def test_what_takes_nothing_takes_no_body_or_an_empty_one(operation: str) -> None:
    bare = call(operation, content_type="")
    empty = call(operation, "{}")
    full = call(operation, '{"a": 1}')

    # One needs a factor that is not there.
    assert bare.status_code == empty.status_code in {200, 201, 202, 204, 409}
    assert [fault["pointer"] for fault in full.json()["errors"]] == ["/a"]


def _members(operation: str) -> dict[str, Any]:
    """Return the members that the schema names in the body of a write."""
    if "requestBody" not in described(operation):
        return {}
    content = described(operation)["requestBody"]["content"]["application/json"]
    name = content["schema"]["$ref"].rpartition("/")[2]
    component: Any = stored_schema()["components"]["schemas"][name]
    return dict(component["properties"])


def _fitting(member: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values of the type that the schema gives a member."""
    match member.get("type"):
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(VALUES, max_size=3)
        case "object":
            return st.dictionaries(st.text(max_size=10), VALUES, max_size=3)
    return VALUES


def _bodies(operation: str) -> st.SearchStrategy[Any]:
    known = {
        name: st.one_of(_fitting(member), VALUES)
        for name, member in _members(operation).items()
    }
    return st.one_of(
        st.fixed_dictionaries({}, optional=known),
        st.fixed_dictionaries(known),
        st.fixed_dictionaries({}, optional={**known, "is_staff": VALUES, "\0": VALUES}),
        VALUES,
    )


CALLS = st.sampled_from(WRITES).flatmap(
    lambda operation: st.tuples(st.just(operation), _bodies(operation))
)


@settings(max_examples=400, deadline=None)
@given(sent=CALLS)
def test_no_body_breaks_an_endpoint(sent: tuple[str, Any]) -> None:
    operation, body = sent

    assert call(operation, json.dumps(body)).status_code < 500
