from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.tests.factories import PostFactory
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/authors/"


def test_only_who_has_published_is_known(client: Client) -> None:
    ada, bob, eve = (AuthorFactory.create(slug=slug) for slug in ("ada", "bob", "eve"))
    PostFactory.create(published=True, authors=[ada], recount=True)
    PostFactory.create(authors=[ada, bob], recount=True)
    PostFactory.create(published=True, private=True, authors=[eve], recount=True)

    (author,) = client.get(LIST).json()["results"]

    assert (author["slug"], author["post_count"]) == ("ada", 1)
    for slug in ("bob", "eve", "nobody", "a%00b"):
        assert client.get(f"{LIST}{slug}/").status_code == 404
    assert client.get(f"{LIST}bob/").json()["error_code"] == "AUT0001"


def test_detail_has_exactly_the_promised_members(client: Client) -> None:
    bio = "Word. " * 100
    links = [{"title": "Home", "url": "https://ada.example/"}]
    author = AuthorFactory.create(
        name="Ada", slug="ada", bio=bio, links=links, post_count=7, email="a@b.example"
    )
    Author.objects.filter(pk=author.pk).update(
        avatar="avatars/ada.png", avatar_width=3, avatar_height=4
    )

    for key in ("ada", author.public_id):
        body = client.get(f"{LIST}{key}/").json()
        short_bio = body.pop("short_bio")
        assert len(short_bio) == 200
        assert bio.startswith(short_bio.removesuffix("…"))
        assert body.pop("avatar")["alt"] == "Ada"
        assert body == {
            "id": str(author.public_id),
            "slug": "ada",
            "url": "http://127.0.0.1:8000/authors/ada/",
            "name": "Ada",
            "post_count": 7,
            "long_bio": bio,
            "links": links,
        }


def test_addresses_of_mail_are_in_no_byte(client: Client) -> None:
    user = UserFactory.create(email="account@hidden.example")
    author = AuthorFactory.create(email="byline@hidden.example", user=user, slug="ada")
    post = PostFactory.create(published=True, authors=[author], recount=True)

    for path in (
        "authors/", "authors/ada/", "authors/?page=1", f"posts/{post.slug}/", "posts/",
        f"posts/{post.slug}/neighbors/", "resolve/?path=/authors/ada/",
        "authors/?fields=email", "authors/?ordering=email",
    ):  # fmt: skip
        response = client.get(f"/api/v1/{path}")
        assert b"hidden.example" not in response.content


def test_former_slug_leads_to_the_current_one(client: Client) -> None:
    author = AuthorFactory.create(slug="a", post_count=1)
    for slug in ("b", "c"):
        Author.objects.filter(pk=author.pk).update(slug=slug)

    for former in ("a", "b"):
        response = client.get(f"{LIST}{former}/?fields=name")
        assert response.status_code == 301
        assert response["Location"].endswith("/api/v1/authors/c/?fields=name")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abc"),
        ("?ordering=-name", "cba"),
        ("?ordering=post_count", "bca"),
        ("?ordering=-post_count", "acb"),
    ],
)
def test_every_ordering_orders(client: Client, query: str, expected: str) -> None:
    for name, count in {"c": 2, "a": 3, "b": 1}.items():
        AuthorFactory.create(name=name, post_count=count)

    authors = client.get(f"{LIST}{query}").json()["results"]

    assert "".join(author["name"] for author in authors) == expected


def test_card_is_the_same_on_lists_and_in_posts(client: Client) -> None:
    author = AuthorFactory.create(bio="Über alles. " * 50)
    PostFactory.create(published=True, authors=[author], recount=True)

    (card,) = client.get(f"{LIST}?fields=id,slug,name,short_bio,avatar").json()[
        "results"
    ]

    (post,) = client.get("/api/v1/posts/?fields=authors").json()["results"]
    assert post["authors"] == [card]


@pytest.mark.query_budget("api:v1:author:author-list")
@pytest.mark.parametrize("number", [1, 100])
def test_authors_cost_one_statement(client: Client, number: int) -> None:
    AuthorFactory.create_batch(number, post_count=1)
    slug = Author.objects.all()[0].slug

    for path, expected in {
        "?page_size=100": 1,
        "?ordering=-post_count": 1,
        "?page=1": 2,
        f"{slug}/": 1,
    }.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}{path}").status_code == 200
        assert len(queries) == expected
