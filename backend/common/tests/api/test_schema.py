from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from drf_spectacular import generators, validation
from drf_spectacular.drainage import GENERATOR_STATS
from rest_framework.test import APIClient

from common.api.error_codes import registry
from common.tests.api import site

# drf-spectacular has no annotations.
untyped_generator: Any = generators.SchemaGenerator
untyped_validate: Any = validation.validate_schema


@cache
def generate() -> Any:
    generator = untyped_generator(patterns=site.urlpatterns, api_version="v1")
    return generator.get_schema(request=None, public=True)


@pytest.fixture
def schema() -> Any:
    return generate()


def test_schema_is_valid_and_without_warnings() -> None:
    with GENERATOR_STATS.silence():
        GENERATOR_STATS.reset()
        schema = untyped_generator(patterns=site.v1).get_schema(public=True)

        untyped_validate(schema)
        assert not GENERATOR_STATS


def test_list_has_the_envelope(schema: Any) -> None:
    operation = schema["paths"]["/api/v1/authors/"]["get"]
    content = operation["responses"]["200"]["content"]

    assert list(content) == ["application/json"]
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    envelope = schema["components"]["schemas"][name]
    assert envelope["required"] == ["next", "previous", "results"]
    assert envelope["properties"]["next"]["type"] == ["string", "null"]
    assert envelope["properties"]["next"]["format"] == "uri"
    assert operation["description"].startswith("The authors, by name.")


def test_parameters_are_documented_as_they_are_parsed(schema: Any) -> None:
    operation = schema["paths"]["/api/v1/authors/"]["get"]
    parameters = {entry["name"]: entry for entry in operation["parameters"]}

    assert set(parameters) == {
        "cursor", "fields", "fields[link]", "include", "min_posts", "ordering", "page",
        "page_size",
    }  # fmt: skip
    assert parameters["page_size"]["schema"]["maximum"] == 100
    assert parameters["page_size"]["schema"]["default"] == 10
    assert "name" in parameters["ordering"]["schema"]["enum"]
    fields = parameters["fields[link]"]
    assert (fields["style"], fields["explode"]) == ("form", False)
    assert fields["schema"]["items"] == {"type": "string", "enum": ["text", "url"]}
    assert fields["schema"]["minItems"] == 1
    assert not any(entry.get("required") for entry in parameters.values())


def test_problems_are_documented_where_they_can_occur(schema: Any) -> None:
    reading = schema["paths"]["/api/v1/authors/{author}/"]["get"]["responses"]
    writing = schema["paths"]["/api/v1/closed/"]["post"]["responses"]

    assert {"400", "401", "404", "406", "429", "500", "503"} <= set(reading)
    assert {"400", "401", "403", "413", "415"} <= set(writing)
    component = schema["components"]["responses"]["NotFound"]
    assert list(component["content"]) == ["application/problem+json"]
    assert "X-Request-ID" in component["headers"]
    assert (
        "Retry-After" in schema["components"]["responses"]["TooManyRequests"]["headers"]
    )


def test_every_post_takes_a_key_and_nothing_else_does(schema: Any) -> None:
    operations = schema["paths"]["/api/v1/closed/"]
    (parameter,) = operations["post"]["parameters"]

    assert (parameter["in"], parameter["name"]) == ("header", "Idempotency-Key")
    assert parameter["schema"]["pattern"] == "^[!-~]{1,255}$"
    assert not parameter.get("required")
    assert "parameters" not in operations["get"]
    responses = operations["post"]["responses"]
    assert {"409", "422"} <= set(responses)
    assert "Idempotency-Replayed" in responses["200"]["headers"]
    assert (
        "Idempotency-Replayed" not in operations["get"]["responses"]["200"]["headers"]
    )
    conflict = schema["components"]["responses"]["Conflict"]
    assert "Retry-After" in conflict["headers"]


def test_schema_lists_exactly_the_registered_codes(schema: Any) -> None:
    documented = schema["components"]["schemas"]["ErrorCode"]["enum"]

    assert documented == [entry.code for entry in registry()]


def test_operations_are_named_after_their_urls(schema: Any) -> None:
    paths = schema["paths"]

    assert paths["/api/v1/authors/"]["get"]["operationId"] == "author_list"
    assert paths["/api/v1/closed/"]["get"]["operationId"] == "closed"
    assert paths["/api/v1/closed/"]["post"]["operationId"] == "closed_post"
    assert paths["/api/v1/authors/"]["get"]["tags"] == ["authors"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml", "application/vnd.oai.openapi"),
        ("*/*", "application/vnd.oai.openapi"),
        ("application/json", "application/json"),
        ("application/yaml", "application/yaml"),
        ("application/vnd.oai.openapi+json", "application/vnd.oai.openapi+json"),
    ],
)
def test_schema_is_served_to_everyone(
    client: APIClient, accept: str, media_type: str
) -> None:
    response = client.get("/api/v1/schema/", HTTP_ACCEPT=accept)

    assert response.status_code == 200
    assert response["Content-Type"].startswith(media_type)
    assert b"/api/v1/authors/" in response.content


def test_docs_load_nothing_from_elsewhere(client: APIClient) -> None:
    response = client.get("/api/v1/docs/", HTTP_ACCEPT="text/html")
    script = client.get("/api/v1/docs/?script")

    assert response.status_code == 200
    assert b"//cdn" not in response.content
    assert b"/api/v1/schema/" in script.content
