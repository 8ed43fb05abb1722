from typing import Any

import pytest

from common.log_scrubbing import SCRUBBED, scrub, scrub_text


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "Authorization",
        "X-API-Key",
        "access_token",
        "Set-Cookie",
        "sessionid",
        "csrfmiddlewaretoken",
        "client_secret",
        "email",
        "QUERY_STRING",
        "card_number",
        "cvc",
        "otp",
    ],
)
def test_values_with_a_secret_name_are_scrubbed(name: str) -> None:
    assert scrub({name: "marked", "kept": 1}) == {name: SCRUBBED, "kept": 1}


@pytest.mark.parametrize("value", [True, False, None])
def test_flags_and_missing_values_may_stay(value: bool | None) -> None:
    assert scrub({"has_password": value}) == {"has_password": value}


def test_secrets_are_found_at_any_depth() -> None:
    data = {"request": [{"headers": {"Cookie": "marked"}}, ("to a@example.org",)]}

    assert scrub(data) == {
        "request": [{"headers": {"Cookie": SCRUBBED}}, [f"to {SCRUBBED}"]]
    }


def test_data_that_contains_itself_ends_somewhere() -> None:
    data: dict[str, Any] = {}
    data["self"] = data

    assert "too deep" in str(scrub(data))


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("to ann.o'b+x@mail.example.org now", "to ann.o'[scrubbed] now"),
        ("redis://:marked@cache:6379/0", "redis://[scrubbed]@cache:6379/0"),
        ("postgres://u:marked@db/x?a=b", "postgres://[scrubbed]@db/x?a=b"),
        ("GET /search/?q=marked HTTP", "GET /search/?[scrubbed] HTTP"),
        ("see https://a.example/b?c=marked.", "see https://a.example/b?[scrubbed]"),
        ("Authorization: Bearer marked-marked", "Authorization: [scrubbed] [scrubbed]"),
        ("password=marked&x=1", "password=[scrubbed]&x=1"),
        ("{'token': 'marked marked'}", "{'token': [scrubbed]}"),
        ("jwt eyJhbGciOiJI.eyJzdWIi.marked", "jwt [scrubbed]"),
        ("card 4111 1111 1111 1111 refused", "card [scrubbed] refused"),
    ],
)
def test_secrets_are_known_by_their_form(text: str, scrubbed: str) -> None:
    assert scrub_text(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "published post 4111111111111112 at 2026-11-20T10:00:00Z",
        "what is new? nothing",
        "a/b?c",
        "00000000-0000-4000-8000-000000000001",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert scrub_text(text) == text
