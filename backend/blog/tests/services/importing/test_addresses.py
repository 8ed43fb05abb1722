from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from blog.services.importing.addresses import (
    address_of_file,
    date_in,
    read_addresses,
    read_place,
)
from blog.services.importing.problems import FileRefusedError


def former(key: str, fields: dict[str, Any], syntax: str) -> tuple[str, ...]:
    return read_addresses(fields, read_place(key, syntax), syntax).former


@pytest.mark.parametrize(
    ("key", "fields", "syntax", "address"),
    [
        ("a.md", {"path": "2020/01/02/a"}, "toml", "/2020/01/02/a"),
        ("a.md", {"path": "/old/place/"}, "toml", "/old/place/"),
        ("a.md", {"url": "/posts/a.html"}, "json", "/posts/a.html"),
        ("a.md", {"permalink": "/about/"}, "yaml", "/about/"),
        ("_posts/2015-05-01-my-title.md", {}, "yaml", "/2015/05/01/my-title.html"),
        (
            "_posts/2015-05-01-my-title.md",
            {"slug": "other"},
            "yaml",
            "/2015/05/01/other.html",
        ),
        ("content/posts/My Post.md", {}, "toml", "/posts/my-post"),
        ("content/posts/bundle/index.md", {}, "yaml", "/posts/bundle"),
        ("posts/_index.md", {}, "toml", "/posts"),
        ("2020-01-02-name.md", {}, "toml", "/name"),
        ("a.md", {"path": "2020/a: b"}, "toml", "/2020/a: b"),
    ],
)
def test_address_comes_from_front_matter_or_place(
    key: str, fields: dict[str, Any], syntax: str, address: str
) -> None:
    assert address_of_file(key, fields, syntax) == address


@pytest.mark.parametrize(
    ("fields", "syntax", "expected"),
    [
        ({"path": "new", "aliases": ["2020/old.html"]}, "toml", "/2020/old.html"),
        ({"url": "/posts/new/", "aliases": ["old"]}, "yaml", "/posts/old"),
        ({"url": "/posts/new/", "aliases": ["../old"]}, "json", "/old"),
        ({"url": "/posts/new/", "aliases": "/one/"}, "yaml", "/one/"),
        ({"redirect_from": "/one"}, "yaml", "/one"),
        ({"redirect_from": ["one", "/two"]}, "yaml", "/one"),
        ({"aliases": ["https://old.test/x"]}, "toml", "https://old.test/x"),
    ],
)
def test_aliases_are_resolved_as_their_tool_does(
    fields: dict[str, Any], syntax: str, expected: str
) -> None:
    assert expected in former("posts/new.md", fields, syntax)


def test_draft_has_no_former_address_but_those_it_names() -> None:
    place = read_place("posts/new.md", "toml")

    unnamed = read_addresses({}, place, "toml", is_draft=True)
    named = read_addresses({"path": "x"}, place, "toml", is_draft=True)

    assert unnamed.former == ()
    assert named.former == ("/x",)


def test_permalink_with_placeholders_makes_no_address() -> None:
    place = read_place("a.md", "yaml")
    addresses = read_addresses({"permalink": "/:categories/:title/"}, place, "yaml")

    assert addresses.has_placeholder
    assert addresses.former == ()


@pytest.mark.parametrize(
    ("key", "syntax", "name", "is_jekyll_post"),
    [
        ("2015-05-01-my-title.md", "yaml", "my-title", True),
        ("2015-05-01-my-title.md", "toml", "my-title", False),
        ("posts/2015-05-01-my-title/index.md", "yaml", "my-title", False),
        ("2015-13-41-odd.md", "yaml", "2015-13-41-odd", False),
        ("plain.md", "yaml", "plain", False),
    ],
)
def test_place_tells_name_and_tool(
    key: str, syntax: str, name: str, *, is_jekyll_post: bool
) -> None:
    place = read_place(key, syntax)

    assert place.name == name
    assert place.is_jekyll_post is is_jekyll_post


def test_permalink_may_hold_the_date() -> None:
    assert date_in("/inside/2021/1/26/name") == datetime(2021, 1, 26, tzinfo=UTC)
    assert date_in("/2021/99/26/name") is None
    assert date_in("/name-2021-01-26") is None


@pytest.mark.parametrize("fields", [{"aliases": 5}, {"aliases": [5]}, {"path": []}])
def test_address_of_a_wrong_type_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(FileRefusedError, match="must be text"):
        former("a.md", fields, "toml")
