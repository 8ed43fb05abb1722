from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import models
from django.test import Client
from pytest_django import Settings

from author.tests.factories import AuthorFactory
from blog.models import Post, Redirect
from blog.services.redirects import add_redirects
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory

pytestmark = pytest.mark.django_db
SITE = "https://daily.example"


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.SITE_URL = SITE


def ask(client: Client, path: str) -> Any:
    return client.get(f"/api/v1/resolve/?path={quote(path)}")


def resolve(client: Client, path: str) -> Any:
    response = ask(client, path)
    assert response.status_code == 200, response.content
    return response.json()


def status(client: Client, path: str) -> tuple[int, str]:
    response = ask(client, path)
    return response.status_code, response.json().get("error_code", "")


def rename(row: models.Model, slug: str) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(slug=slug)


def test_canonical_path_of_a_post_needs_no_redirect(client: Client) -> None:
    post = PostFactory.create(published=True, slug="one")

    assert resolve(client, "/posts/one/") == {
        "kind": "post",
        "id": str(post.public_id),
        "path": "/posts/one/",
        "url": f"{SITE}/posts/one/",
        "redirect": None,
    }


@pytest.mark.parametrize(
    ("kind", "prefix", "row"),
    [
        ("post", "/posts/", lambda: PostFactory.create(published=True, slug="one")),
        ("tag", "/tags/", lambda: TagFactory.create(slug="one", post_count=1)),
        ("series", "/series/", lambda: SeriesFactory.create(slug="one", post_count=1)),
        ("author", "/authors/", lambda: AuthorFactory.create(slug="one", post_count=1)),
    ],
)
def test_every_kind_is_found_by_its_slugs(
    client: Client, kind: str, prefix: str, row: Any
) -> None:
    thing = row()
    rename(thing, "two")
    rename(thing, "drei")

    for slug, redirect in {"one": 301, "two": 301, "drei": None}.items():
        answer = resolve(client, f"{prefix}{slug}/")
        assert (answer["kind"], answer["id"]) == (kind, str(thing.public_id))
        assert (answer["path"], answer["redirect"]) == (f"{prefix}drei/", redirect)


@pytest.mark.parametrize(
    ("path", "redirect"),
    [
        ("/posts/größe/", None),
        ("/posts/gr%C3%B6%C3%9Fe/", None),
        ("/posts/gr%c3%b6%c3%9fe/", None),
        ("/posts/gro\u0308ße/", 301),
        ("/posts/größe", 301),
        ("posts/größe/", 301),
        ("/posts/größe/?utm_source=letter", None),
        ("/posts/größe/#part", None),
        ("https://old.example/posts/größe/", None),
    ],
)
def test_spellings_of_a_path_lead_to_the_canonical_one(
    client: Client, path: str, redirect: int | None
) -> None:
    PostFactory.create(published=True, slug="größe")

    answer = resolve(client, path)

    assert answer["path"] == "/posts/größe/"
    assert answer["url"] == f"{SITE}/posts/gr%C3%B6%C3%9Fe/"
    assert answer["redirect"] == redirect


@pytest.mark.parametrize(
    ("old", "asked"),
    [
        ("/2009/old.html", "/2009/old.html"),
        ("/2009/old.html", "/2009/old.html/"),
        ("/2009/old.html", "/2009/old.html?utm_source=letter"),
        ("/2009/über uns/", "/2009/%C3%BCber%20uns"),
        ("/?p=12", "/?p=12"),
        ("/index.php?p=12", "/index.php?p=12"),
        ("/posts/imported/", "/posts/imported/"),
        ("/tags/imported/", "/tags/imported/"),
    ],
)
def test_imported_paths_lead_to_the_post_in_one_hop(
    client: Client, old: str, asked: str
) -> None:
    post = PostFactory.create(published=True, slug="first")
    add_redirects(post, [old])
    rename(post, "last")

    answer = resolve(client, asked)

    assert (answer["kind"], answer["id"]) == ("post", str(post.public_id))
    assert (answer["path"], answer["redirect"]) == ("/posts/last/", 301)


def test_query_of_an_old_path_wins_over_the_bare_path(client: Client) -> None:
    bare, with_query = (
        PostFactory.create(published=True),
        PostFactory.create(published=True),
    )
    add_redirects(bare, ["/old.php"])
    add_redirects(with_query, ["/old.php?p=2"])

    assert resolve(client, "/old.php?p=2")["id"] == str(with_query.public_id)
    assert resolve(client, "/old.php?p=3")["id"] == str(bare.public_id)


@pytest.mark.parametrize(
    ("path", "redirect"),
    [("/", None), ("/?utm_source=letter", None), ("/#top", None), (SITE, 301)],
)
def test_home_is_home(client: Client, path: str, redirect: int | None) -> None:
    home = {"kind": "home", "id": None, "path": "/", "url": f"{SITE}/"}

    assert resolve(client, path) == {**home, "redirect": redirect}


def test_path_may_lead_to_another_site(client: Client) -> None:
    Redirect.objects.create(path="/talk", target_url="https://else.example/straße")

    assert resolve(client, "/talk/") == {
        "kind": "external",
        "id": None,
        "path": None,
        "url": "https://else.example/stra%C3%9Fe",
        "redirect": 301,
    }


def test_what_was_trashed_is_gone_at_all_its_paths(client: Client) -> None:
    post = PostFactory.create(published=True, slug="first")
    add_redirects(post, ["/old.html"])
    rename(post, "last")
    Post.objects.update(trashed_at=post.published_at)

    for path in ("/posts/first/", "/posts/last/", "/old.html"):
        assert status(client, path) == (410, "BLG0017")


def test_path_without_a_target_is_gone(client: Client) -> None:
    Redirect.objects.create(path="/ad")

    assert status(client, "/ad") == (410, "BLG0017")


@pytest.mark.parametrize(
    "traits",
    [
        {},
        {"scheduled": True},
        {"trashed": True},
        {"published": True, "private": True},
        {"published": True, "private": True, "trashed": True},
        {"published": True, "members": True},
    ],
    ids=str,
)
def test_hidden_posts_are_at_no_path(client: Client, traits: dict[str, bool]) -> None:
    post = PostFactory.create(**traits, slug="first")
    add_redirects(post, ["/old.html", "/posts/imported/"])
    rename(post, "last")

    for path in ("/posts/first/", "/posts/last/", "/old.html", "/posts/imported/"):
        assert status(client, path) == (404, "BLG0016")


@pytest.mark.parametrize(
    "path", ["/posts/", "/posts/no/", "/tags/no/", "/authors/a/b/", "/nothing", "/%25"]
)
def test_unknown_paths_are_not_found(client: Client, path: str) -> None:
    TagFactory.create(slug="no")

    assert status(client, path) == (404, "BLG0016")


@pytest.mark.parametrize(
    "path", ["", "  ", "\0", "/a%00b", "//[bad", "http://[::1", "//℀/", "x" * 501]
)
def test_what_is_no_path_is_refused(client: Client, path: str) -> None:
    response = ask(client, path)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "?path"


def test_path_is_required(client: Client) -> None:
    response = client.get("/api/v1/resolve/")

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "?path"
