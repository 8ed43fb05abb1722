"""Making, changing and deleting profiles."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.tests.factories import PostFactory
from custom_user.constants import Role
from custom_user.models import CustomUser
from custom_user.tests.callers import outcome, pointers, with_key, with_token
from custom_user.tests.factories import UserFactory
from custom_user.tests.roles import member_of

LIST = "/api/v1/authors/"
ANY = {"If-Match": "*"}
LINKS = [{"title": "Home", "url": "https://ada.example/a?b=c"}]


@pytest.fixture
def editor() -> APIClient:
    return with_token(member_of(Role.EDITOR))


@pytest.fixture
def owner() -> CustomUser:
    return member_of(Role.CONTRIBUTOR)


def patch(client: APIClient, author: Author, body: Any, match: str = "*") -> Any:
    return client.patch(
        f"{LIST}{author.slug}/", body, format="json", headers={"If-Match": match}
    )


@pytest.mark.django_db
def test_people_keep_their_own_profile(owner: CustomUser) -> None:
    author = AuthorFactory.create(user=owner, slug="ada")
    body = {
        "name": "Ada Lovelace",
        "slug": "lovelace",
        "long_bio": "First.\nSecond.",
        "email": "ada@example.com",
        "links": LINKS,
    }

    answer = patch(with_token(owner), author, body)

    author.refresh_from_db()
    assert answer.status_code == 200
    assert (author.name, author.slug) == ("Ada Lovelace", "lovelace")
    assert (author.bio, author.email) == ("First.\nSecond.", "ada@example.com")
    assert author.links == answer.json()["links"] == LINKS
    assert "ada@example.com" not in answer.content.decode()
    read = with_token(owner).get(f"{LIST}lovelace/")
    assert (read.json(), read["ETag"]) == (answer.json(), answer["ETag"])


@pytest.mark.django_db
def test_profiles_of_others_are_for_editors(
    editor: APIClient, owner: CustomUser
) -> None:
    public = AuthorFactory.create(user=owner, post_count=1)
    hidden = AuthorFactory.create()
    colleague = with_token(member_of(Role.AUTHOR))
    reader = with_token(UserFactory.create())

    assert outcome(patch(colleague, public, {"name": "x"})) == (403, "COM0403")
    assert outcome(patch(colleague, hidden, {"name": "x"})) == (403, "COM0403")
    assert outcome(patch(reader, public, {"name": "x"})) == (403, "COM0403")
    assert outcome(patch(reader, hidden, {"name": "x"})) == (404, "AUT0001")
    assert patch(editor, public, {"name": "x"}).status_code == 200
    assert patch(editor, hidden, {"name": "y"}).status_code == 200


@pytest.mark.django_db
def test_unpublished_profiles_are_seen_by_their_owner_and_staff(
    editor: APIClient, owner: CustomUser
) -> None:
    author = AuthorFactory.create(user=owner, slug="new")
    Author.objects.filter(pk=author.pk).update(slug="newer")

    for client in (editor, with_token(owner)):
        assert client.get(f"{LIST}newer/").status_code == 200
        assert client.get(f"{LIST}new/").status_code == 301
    for client in (APIClient(), with_token(UserFactory.create())):
        assert client.get(f"{LIST}newer/").status_code == 404
        assert client.get(f"{LIST}new/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": ""}, ["/name"]),
        ({"name": None}, ["/name"]),
        ({"name": "a\u2028b"}, ["/name"]),
        ({"name": "a" * 101}, ["/name"]),
        ({"slug": "Not A Slug"}, ["/slug"]),
        ({"long_bio": "\u0000"}, ["/long_bio"]),
        ({"long_bio": 5}, ["/long_bio"]),
        ({"long_bio": "x" * 20_001}, ["/long_bio"]),
        ({"email": "no address"}, ["/email"]),
        ({"email": ""}, ["/email"]),
        ({"links": {}}, ["/links"]),
        ({"links": [{"title": "a", "url": "javascript:alert(1)"}]}, ["/links/0/url"]),
        ({"links": [{"title": "a", "url": "ftp://a.example/"}]}, ["/links/0/url"]),
        ({"links": [{"title": "a", "url": "data:text/html,x"}]}, ["/links/0/url"]),
        ({"links": [LINKS[0], {"url": "https://a.example"}]}, ["/links/1/title"]),
        ({"links": [LINKS[0] | {"rel": "me"}]}, ["/links/0/rel"]),
        ({"links": LINKS * 21}, ["/links"]),
        ({"user": 1, "post_count": 5}, ["/post_count", "/user"]),
    ],
)
def test_bad_profiles_are_refused(
    owner: CustomUser, body: Any, expected: list[str]
) -> None:
    author = AuthorFactory.create(user=owner)

    answer = patch(with_token(owner), author, body)

    assert answer.status_code == 400
    assert pointers(answer) == expected
    assert Author.objects.get().updated_at == author.updated_at


@pytest.mark.django_db
def test_taken_slugs_and_addresses_are_refused(owner: CustomUser) -> None:
    other = AuthorFactory.create(slug="old", email="other@example.com")
    Author.objects.filter(pk=other.pk).update(slug="taken")
    author = AuthorFactory.create(user=owner)
    client = with_token(owner)

    for slug in ("old", "taken"):
        answer = patch(client, author, {"slug": slug})
        assert (outcome(answer), pointers(answer)) == ((409, "AUT0010"), ["/slug"])
    answer = patch(client, author, {"email": "other@example.com"})
    assert (outcome(answer), pointers(answer)) == ((409, "AUT0011"), ["/email"])


@pytest.mark.django_db
def test_null_clears_the_address(owner: CustomUser) -> None:
    author = AuthorFactory.create(user=owner, email="a@example.com")

    assert patch(with_token(owner), author, {"email": None}).status_code == 200
    assert Author.objects.get().email is None


@pytest.mark.django_db
def test_an_empty_patch_changes_nothing(owner: CustomUser) -> None:
    author = AuthorFactory.create(user=owner, links=LINKS, email="a@example.com")
    same = {"name": author.name, "links": LINKS, "email": "a@example.com"}

    for body in ({}, same):
        assert patch(with_token(owner), author, body).status_code == 200
    assert Author.objects.get().updated_at == author.updated_at


@pytest.mark.django_db
def test_three_renames_leave_four_slugs_one_hop_each(owner: CustomUser) -> None:
    author = AuthorFactory.create(user=owner, slug="one", post_count=1)
    for slug in ("two", "three", "four"):
        patch(with_token(owner), author, {"slug": slug})
        author.refresh_from_db()

    for slug in ("one", "two", "three"):
        answer = APIClient().get(f"{LIST}{slug}/")
        assert answer["Location"] == f"http://testserver{LIST}four/"


@pytest.mark.django_db
def test_editors_make_profiles(editor: APIClient) -> None:
    body = {"name": "Ada", "long_bio": "Text.", "links": LINKS}

    answer = editor.post(LIST, body, format="json")

    author = Author.objects.get()
    assert answer.status_code == 201
    assert (author.name, author.slug, author.user) == ("Ada", "ada", None)
    assert answer["Location"] == f"http://testserver{LIST}{author.public_id}/"
    assert editor.get(answer["Location"])["ETag"] == answer["ETag"]
    again = editor.post(LIST, {"name": "Ada", "slug": "ada"}, format="json")
    assert outcome(again) == (409, "AUT0010")
    writer = with_token(member_of(Role.AUTHOR))
    assert writer.post(LIST, body, format="json").status_code == 403


@pytest.mark.django_db
def test_administrators_delete_profiles_without_posts(editor: APIClient) -> None:
    administrator = with_token(member_of(Role.ADMINISTRATOR))
    author, busy = AuthorFactory.create_batch(2)
    PostFactory.create(authors=[busy], trashed=True)

    def delete(client: APIClient, author: Author) -> tuple[int, str]:
        return outcome(client.delete(f"{LIST}{author.slug}/", headers=ANY))

    assert delete(editor, author) == (403, "COM0403")
    assert delete(administrator, busy) == (409, "AUT0002")
    assert delete(administrator, author) == (204, "")
    assert delete(administrator, author) == (404, "AUT0001")
    assert list(Author.objects.all()) == [busy]


@pytest.mark.django_db
def test_a_write_names_the_version_it_was_made_from(owner: CustomUser) -> None:
    author = AuthorFactory.create(user=owner)
    client = with_token(owner)
    etag = client.get(f"{LIST}{author.slug}/")["ETag"]

    missing = client.patch(f"{LIST}{author.slug}/", {"name": "x"}, format="json")
    assert outcome(missing) == (428, "COM0428")
    assert patch(client, author, {"name": "First"}, match=etag).status_code == 200
    assert patch(client, author, {"name": "Second"}, match=etag).status_code == 412
    assert Author.objects.get().name == "First"


@pytest.mark.django_db
def test_a_key_needs_the_scope_to_write(owner: CustomUser) -> None:
    author = AuthorFactory.create(user=owner)

    assert patch(with_key(owner, "authors:read"), author, {}).status_code == 403
    assert patch(with_key(owner, "authors:write"), author, {}).status_code == 200


@pytest.mark.django_db
def test_writes_take_at_most_twelve_statements(editor: APIClient) -> None:
    author = AuthorFactory.create()
    change = {"name": "a", "slug": "b", "email": "c@example.com", "links": LINKS}
    calls: dict[str, Callable[[], Any]] = {
        "post": lambda: editor.post(LIST, {"name": "New"}, format="json"),
        "patch": lambda: patch(editor, author, change),
    }
    for name, call in calls.items():
        with CaptureQueriesContext(connection) as queries:
            assert call().status_code < 300
        assert len(queries) <= 12, (name, [q["sql"] for q in queries])


@pytest.mark.django_db(transaction=True)
def test_of_authors_renamed_alike_at_once_one_gets_the_slug() -> None:
    authors = AuthorFactory.create_batch(6)
    editor = member_of(Role.EDITOR)
    clients = [with_token(editor) for _ in authors]
    start = Barrier(len(authors))

    def rename(number: int) -> int:
        start.wait(timeout=10)
        try:
            body = {"slug": "wanted"}
            return int(patch(clients[number], authors[number], body).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(authors)) as pool:
        statuses = list(pool.map(rename, range(len(authors))))

    assert sorted(statuses) == [200, 409, 409, 409, 409, 409]
    assert Author.objects.get(slug="wanted") == authors[statuses.index(200)]
