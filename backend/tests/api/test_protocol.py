"""What holds for every endpoint, whatever it is about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from author.tests.factories import AuthorFactory
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory
from common.api.error_codes import registry
from custom_user.tests.factories import PASSWORD, UserFactory
from tests.api.addresses import templates
from tests.api.conformance import DESCRIPTIONS
from tests.architecture.routes import own_routes

pytestmark = pytest.mark.django_db
ROLES = [
    "Administrator", "Editor", "Author", "Contributor", "Moderator", "Reader",
    "Support Agent",
]  # fmt: skip
NEEDED = {"/api/v1/resolve/": "?path=/"}
ENDPOINTS = sorted(set(templates()) - DESCRIPTIONS)


@pytest.fixture
def address(template: str) -> str:
    """Make what the address names."""
    post = PostFactory.create(
        published=True,
        slug="one",
        authors=[AuthorFactory.create(slug="one")],
        tags=[TagFactory.create(slug="one")],
        recount=True,
    )
    SeriesFactory.create(slug="one", posts=[post], recount=True)
    path = template
    for kind in ("post", "tag", "series", "author"):
        path = path.replace(f"<str:{kind}>", "one")
    return path + NEEDED.get(path, "")


def body_of(response: Any) -> Any:
    return response.json() if response.content else None


@pytest.mark.parametrize("template", ENDPOINTS)
def test_everyone_may_read(client: Client, address: str) -> None:
    expected = client.get(address)
    assert expected.status_code == 200

    for role in [*ROLES, "superuser", "deactivated"]:
        user = UserFactory.create(is_superuser=role == "superuser")
        if role in ROLES:
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        assert client.login(username=user.email, password=PASSWORD)
        if role == "deactivated":
            type(user).objects.filter(pk=user.pk).update(is_active=False)

        response = client.get(address)

        assert response.status_code == 200
        assert response.json() == expected.json()


def allowed(template: str) -> list[str]:
    """Return the methods of an endpoint, in the order of the header `Allow`."""
    (view,) = [r.view_class for r in own_routes() if r.address == template]
    assert view
    # Django adds HEAD to the instances of what has GET.
    return [
        name.upper()
        for name in view.http_method_names
        if hasattr(view, name) or name == "head"
    ]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("template", ENDPOINTS)
def test_what_cannot_be_written_says_what_it_can(
    client: Client, address: str, template: str, method: str
) -> None:
    response = client.generic(
        method, address.partition("?")[0], b"{}", content_type="application/json"
    )

    if method in allowed(template):
        # Reading is for everyone, writing takes an account.
        assert response.status_code == 401
        assert body_of(response)["error_code"] == "COM0401"
        return
    assert response.status_code == 405
    assert response["Allow"] == ", ".join(allowed(template))
    assert body_of(response)["error_code"] == "COM0405"


@pytest.mark.parametrize("template", ENDPOINTS)
@pytest.mark.parametrize("accept", ["text/html", "application/xml", "text", ";;="])
def test_only_json_is_offered(client: Client, address: str, accept: str) -> None:
    response = client.get(address, headers={"Accept": accept})

    assert response.status_code == 406
    assert body_of(response)["error_code"] == "COM0406"


@pytest.mark.parametrize("template", ENDPOINTS)
def test_head_is_get_without_a_body(client: Client, address: str) -> None:
    full, empty = client.get(address), client.head(address)

    assert empty.status_code == full.status_code == 200
    assert empty.content == b""
    ignored = {"X-Request-ID", "RateLimit"}
    assert {k: v for k, v in empty.items() if k not in ignored} == {
        k: v for k, v in full.items() if k not in ignored
    }


@pytest.mark.parametrize("template", ENDPOINTS)
def test_options_describe_the_endpoint(
    client: Client, address: str, template: str
) -> None:
    response = client.options(address)

    assert response.status_code == 200
    assert response["Allow"] == ", ".join(allowed(template))
    assert body_of(response)["renders"] == ["application/json"]


@pytest.mark.parametrize("template", ENDPOINTS)
def test_unknown_parameters_are_refused_by_name(client: Client, address: str) -> None:
    joint = "&" if "?" in address else "?"
    for method in (client.get, client.head):
        response = method(f"{address}{joint}colour=red")
        assert response.status_code == 400
    errors = body_of(client.get(f"{address}{joint}colour=red&x=1"))["errors"]
    assert [error["pointer"] for error in errors] == ["?colour", "?x"]


@pytest.mark.parametrize("template", ENDPOINTS)
def test_other_versions_and_addresses_are_unknown(client: Client, address: str) -> None:
    for other in (
        address.replace("/v1/", "/v2/"),
        address.replace("/v1/", "/v1.0/"),
        address.replace("/v1/", "/"),
        address.replace("/v1/", "/v1/x/"),
        address.partition("?")[0] + "x/y/z/",
    ):
        response = client.get(other)
        assert response.status_code == 404
        assert body_of(response)["error_code"] == "COM0404"


@pytest.mark.parametrize("path", ["schema/", "docs/?script"])
def test_description_takes_no_unknown_parameters(client: Client, path: str) -> None:
    joint = "&" if "?" in path else "?"

    assert client.get(f"/api/v1/{path}").status_code == 200
    response = client.get(f"/api/v1/{path}{joint}lang=xx")

    assert response.status_code == 400
    assert body_of(response)["errors"][0]["pointer"] == "?lang"


def test_request_id_is_kept_or_made(client: Client) -> None:
    kept = client.get("/api/v1/posts/no/", headers={"X-Request-ID": "mine-1"})
    made = client.get("/api/v1/posts/", headers={"X-Request-ID": "not / mine"})

    assert kept["X-Request-ID"] == body_of(kept)["request_id"] == "mine-1"
    assert UUID(made["X-Request-ID"]).version == 4


def test_codes_of_errors_are_registered(client: Client) -> None:
    known = {(entry.code, entry.status, entry.title) for entry in registry()}
    PostFactory.create(published=True, trashed=True, slug="gone")

    for path in (
        "posts/no/", "posts/gone/", "tags/no/", "series/no/", "authors/no/", "no/",
        "resolve/?path=/no", "resolve/?path=/posts/gone/", "posts/?page=9",
        "posts/?page=1000", "posts/?x=1", "posts/?page=x", "posts/?cursor=x",
    ):  # fmt: skip
        body = body_of(client.get(f"/api/v1/{path}"))
        assert (body["error_code"], body["status"], body["title"]) in known
        assert body["type"] == f"urn:pressroom:error:{body['error_code']}"
        assert body["instance"] == f"/api/v1/{path.partition('?')[0]}"
