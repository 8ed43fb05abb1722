"""Authors in the admin."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from author.exceptions import AuthorHasPostsError
from author.models import Author
from author.tests.factories import AuthorFactory
from blog.tests.factories import PostFactory
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADD = "admin:author_author_add"
LIST = "admin:author_author_changelist"
REASON = "“Ada”: give all posts to somebody else first."


@pytest.fixture(autouse=True)
def _logged_in(client: Client) -> None:
    client.force_login(UserFactory.create(superuser=True))


def deletion(author: Author) -> str:
    return reverse("admin:author_author_delete", args=[author.pk])


def text(response: Any) -> str:
    assert response.status_code == 200
    page: str = response.content.decode()
    return page


def test_an_author_is_added_with_a_slug_and_without_an_address(client: Client) -> None:
    for name in ("Zoë", "Zoë"):
        client.post(reverse(ADD), {"name": name, "email": "", "links": ""})

    authors = Author.objects.order_by("pk")
    assert [author.slug for author in authors] == ["zoë", "zoë-2"]
    assert [author.email for author in authors] == [None, None]
    assert authors[0].links == []


def test_links_that_are_saved_here_are_shown_to_readers(client: Client) -> None:
    links = '[{"title": "Home", "url": "https://a.example/"}]'

    client.post(reverse(ADD), {"name": "Ada", "links": links})

    PostFactory.create(published=True, authors=[Author.objects.get()], recount=True)
    response = client.get("/api/v1/authors/ada/")
    assert response.status_code == 200
    assert response.json()["links"] == [{"title": "Home", "url": "https://a.example/"}]


@pytest.mark.parametrize(
    "links",
    [
        '{"title": "Home"}',
        '[{"label": "Home", "url": "https://a.example/"}]',
        '["https://a.example/"]',
        '[{"title": "", "url": "https://a.example/"}]',
        '[{"title": "Home", "url": "javascript:alert(1)"}]',
        '[{"title": "Home", "url": "https://a.example/", "more": 1}]',
    ],
)
def test_links_of_another_shape_are_refused(client: Client, links: str) -> None:
    response = client.post(reverse(ADD), {"name": "Ada", "links": links})

    assert "Write a list of links" in text(response)
    assert not Author.objects.exists()


def test_an_author_with_posts_is_not_deleted_and_the_page_says_why(
    client: Client,
) -> None:
    author = AuthorFactory.create(name="Ada")
    PostFactory.create(authors=[author])

    assert REASON in text(client.post(deletion(author), {"post": "yes"}))
    chosen = {"action": "delete_selected", "_selected_action": [author.pk]}
    response = client.post(reverse(LIST), {**chosen, "post": "yes"}, follow=True)

    assert REASON in text(response)
    assert Author.objects.filter(pk=author.pk).exists()


def test_links_that_cannot_be_stored_are_refused(client: Client) -> None:
    links = r'[{"title": "\u0000", "url": "https://a.example/"}]'

    response = client.post(reverse(ADD), {"name": "Ada", "links": links})

    assert "It holds a NUL" in text(response)
    assert not Author.objects.exists()


def test_a_refusal_while_deleting_is_a_message(client: Client) -> None:
    author = AuthorFactory.create()
    refusal = AuthorHasPostsError("Just published.")

    with patch("author.admin.authors.delete_author", side_effect=refusal):
        response = client.post(deletion(author), {"post": "yes"}, follow=True)

    assert "Just published." in text(response)


def test_a_refusal_while_deleting_many_is_a_message_and_keeps_all(
    client: Client,
) -> None:
    first, second = AuthorFactory.create_batch(2)
    chosen = [author.pk for author in Author.objects.all()]
    refusal = AuthorHasPostsError("Just published.")

    def refuse_the_last(*, author: Author) -> None:
        if author.pk == last.pk:
            raise refusal
        author.delete()

    last = list(Author.objects.all())[-1]
    with patch("author.admin.authors.delete_author", side_effect=refuse_the_last):
        response = client.post(
            reverse(LIST),
            {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
            follow=True,
        )

    assert "Just published." in text(response)
    assert set(Author.objects.all()) == {first, second}


def test_authors_without_posts_are_deleted(client: Client) -> None:
    one, two, three = AuthorFactory.create_batch(3)

    client.post(deletion(one), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [two.pk]}
    client.post(reverse(LIST), {**chosen, "post": "yes"})

    assert Author.objects.get() == three


def test_a_renamed_author_is_deleted_with_the_former_slugs(client: Client) -> None:
    authors = AuthorFactory.create_batch(2)
    for author in authors:
        Author.objects.filter(pk=author.pk).update(slug=f"new-{author.slug}")

    client.post(deletion(authors[0]), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [authors[1].pk]}
    client.post(reverse(LIST), {**chosen, "post": "yes"})

    assert not Author.objects.exists()


@pytest.mark.parametrize("slug", ["Ada Lovelace", "ada_lovelace", "ada--lovelace"])
def test_a_slug_in_another_spelling_is_refused_with_the_right_one(
    client: Client, slug: str
) -> None:
    response = client.post(reverse(ADD), {"name": "Ada", "slug": slug, "links": ""})

    errors = response.context["adminform"].form.errors
    assert errors == {"slug": ["Write it as “ada-lovelace”, or leave it empty."]}
    assert not Author.objects.exists()
