"""What nobody can store as a post: refused with a code and a pointer, and nothing
changed."""

from __future__ import annotations

from typing import Any

import pytest

from blog.models import Post, Revision
from blog.tests.api.desk import POSTS, Writer, address, etag, pointers
from blog.tests.factories import PostFactory, TagFactory
from custom_user.constants import Role

pytestmark = pytest.mark.django_db
LINES = ["title", "subtitle", "slug", "language", "canonical_url"]
LINES += ["meta_title", "meta_description"]
TEXTS = [*LINES, "excerpt", "body_markdown"]
FLAGS = ["is_noindex", "comments_open", "is_featured"]
IDS = ["cover_image", "series"]
LISTS = ["authors", "tags"]
FORGED = "00000000-0000-4000-8000-000000000000"
NO_TEXT: list[Any] = [1, 1.5, True, ["a"], {"a": "b"}]

CASES: list[tuple[str, Any, str, str]] = [
    *((name, value, f"/{name}", "invalid") for name in TEXTS for value in NO_TEXT),
    *((n, value, f"/{n}", "invalid") for n in FLAGS for value in ["true", 1, []]),
    *((name, None, f"/{name}", "null") for name in FLAGS),
    *((n, value, f"/{n}", "invalid") for n in IDS for value in ["x", 1, True, [], {}]),
    *((n, value, f"/{n}", "not_a_list") for n in LISTS for value in ["x", 1, {}]),
    *((n, [value], f"/{n}/0", "invalid") for n in LISTS for value in ["x", 1, True]),
    *((n, [FORGED], f"/{n}/0", "does_not_exist") for n in LISTS),
    *((n, FORGED, f"/{n}", "does_not_exist") for n in IDS),
    *((n, [FORGED, FORGED], f"/{n}/1", "repeated") for n in LISTS),
    *((name, f"a{c}b", f"/{name}", "") for name in LINES for c in "\n\r\x07\x1b\x85"),
    *((name, "a\0b", f"/{name}", "") for name in TEXTS),
    ("excerpt", "a\x07b", "/excerpt", "invalid_characters"),
    ("title", None, "/title", "null"),
    ("title", "", "/title", "blank"),
    ("title", " ", "/title", "blank"),
    ("title", "x" * 201, "/title", "max_length"),
    ("subtitle", "x" * 301, "/subtitle", "max_length"),
    ("excerpt", "x" * 501, "/excerpt", "max_length"),
    ("slug", "x" * 121, "/slug", "max_length"),
    ("slug", None, "/slug", "null"),
    ("slug", "Not A Slug", "/slug", "not_canonical"),
    ("slug", "", "/slug", "blank"),
    ("slug", "taken", "/slug", "taken"),
    ("body_markdown", "x" * 2_000_001, "/body_markdown", ""),
    ("language", None, "/language", "null"),
    ("language", "", "/language", "blank"),
    ("language", "en_GB", "/language", "invalid"),
    ("language", "e" * 36, "/language", ""),
    ("canonical_url", "example.org", "/canonical_url", "invalid"),
    ("canonical_url", "javascript:alert(1)", "/canonical_url", "invalid"),
    ("canonical_url", "ftp://example.org/", "/canonical_url", "invalid"),
    ("canonical_url", "https://e.org/" + "x" * 500, "/canonical_url", "max_length"),
    ("meta_title", "x" * 201, "/meta_title", "max_length"),
    ("meta_description", "x" * 301, "/meta_description", "max_length"),
    ("visibility", None, "/visibility", "null"),
    ("visibility", "secret", "/visibility", "invalid_choice"),
    ("visibility", ["public"], "/visibility", "invalid_choice"),
    ("authors", None, "/authors", "null"),
    ("authors", [FORGED] * 21, "/authors", "max_length"),
    ("tags", [FORGED] * 51, "/tags", "max_length"),
    *((name, "published", f"/{name}", "unknown") for name in ("state", "publish_at")),
    *((name, 1, f"/{name}", "unknown") for name in ("id", "version", "word_count")),
    *((name, 1, f"/{name}", "unknown") for name in ("comment_count", "nonsense", "")),
]


@pytest.mark.parametrize("method", ["post", "patch", "put"])
def test_bad_values_are_refused_by_pointer(method: str) -> None:
    writer = Writer(Role.EDITOR)
    PostFactory.create(slug="taken")
    post = PostFactory.create(authors=[writer.profile], body_markdown="Words.")
    before = list(Post.objects.order_by("pk").values())
    tag = etag(post)
    seen = {}

    for number, (field, value, pointer, code) in enumerate(CASES):
        body = {"title": "On boats"} | {field: value}
        path = POSTS if method == "post" else address(post)
        call = getattr(writer.client, method)
        response = call(path, body, format="json", HTTP_IF_MATCH=tag)
        found = dict(pointers(response)) if "errors" in response.json() else {}
        is_refused = response.status_code == (409 if code == "taken" else 400)
        if not is_refused or pointer not in found or code not in {"", found[pointer]}:
            seen[number, field, str(value)[:20]] = response.status_code, found

    assert not seen
    assert list(Post.objects.order_by("pk").values()) == before
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b'{"title": "\\ud800"}', b'{"title": ', b'"title"', b"[]", b"null", b"\xff", b""],
)
def test_what_is_no_object_of_text_is_refused(body: bytes) -> None:
    writer = Writer(Role.EDITOR)
    post = PostFactory.create(authors=[writer.profile])
    headers: dict[str, Any] = {"HTTP_IF_MATCH": etag(post)}

    kind = "application/json"

    answers = [
        writer.client.post(POSTS, data=body, content_type=kind),
        writer.client.put(address(post), data=body, content_type=kind, **headers),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert Post.objects.count() == 1


def test_all_faults_are_told_at_once() -> None:
    response = Writer().create(title="", tags=["x"], nonsense=1, is_noindex="yes")

    assert pointers(response) == [
        ("/title", "blank"),
        ("/is_noindex", "invalid"),
        ("/tags/0", "invalid"),
        ("/nonsense", "unknown"),
    ]


def test_a_fault_undoes_what_came_before_it() -> None:
    writer = Writer()
    writer.create(title="On boats", slug="boats")
    PostFactory.create(slug="taken")
    post = Post.objects.get(slug="boats")
    tag = TagFactory.create()

    response = writer.patch(
        post, {"title": "New", "tags": [str(tag.public_id)], "slug": "taken"}
    )

    assert response.status_code == 409
    post.refresh_from_db()
    assert (post.title, post.version, post.tags.count()) == ("On boats", 1, 0)
