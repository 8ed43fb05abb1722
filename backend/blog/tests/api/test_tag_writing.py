"""Making, renaming and deleting tags."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from blog.models import Tag
from blog.tests.factories import PostFactory, TagFactory
from custom_user.constants import Role
from custom_user.tests.callers import outcome, pointers, with_key, with_token
from custom_user.tests.roles import member_of

LIST = "/api/v1/tags/"
ANY = {"If-Match": "*"}


@pytest.fixture
def editor() -> APIClient:
    return with_token(member_of(Role.EDITOR))


@pytest.fixture
def writer() -> APIClient:
    return with_token(member_of(Role.AUTHOR))


def patch(client: APIClient, tag: Tag, body: Any, match: str = "*") -> Any:
    return client.patch(
        f"{LIST}{tag.slug}/", body, format="json", headers={"If-Match": match}
    )


def post(client: APIClient, body: Any) -> Any:
    return client.post(LIST, body, format="json")


@pytest.mark.django_db
def test_a_writer_makes_an_own_tag() -> None:
    user = member_of(Role.AUTHOR)
    client = with_token(user)

    answer = post(client, {"name": "Größe", "description": "How big."})

    tag = Tag.objects.get()
    assert answer.status_code == 201
    assert (tag.owner, tag.slug, tag.description) == (user, "größe", "How big.")
    shown = answer.json()
    assert (shown["id"], shown["name"]) == (str(tag.public_id), "Größe")
    assert shown["post_count"] == 0
    assert answer["Location"] == f"http://testserver{LIST}{tag.public_id}/"
    read = client.get(answer["Location"])
    assert (read.json(), read["ETag"]) == (answer.json(), answer["ETag"])


@pytest.mark.django_db
def test_an_editor_makes_shared_and_own_tags(editor: APIClient) -> None:
    post(editor, {"name": "Ours", "shared": True})
    post(editor, {"name": "Mine", "slug": "my-own"})

    assert Tag.objects.get(name="Ours").owner is None
    assert Tag.objects.get(slug="my-own").owner is not None


@pytest.mark.django_db
def test_a_writer_shares_no_tags(writer: APIClient) -> None:
    answer = post(writer, {"name": "Ours", "shared": True})

    assert outcome(answer) == (403, "COM0403")
    assert not Tag.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"/name": "required"}),
        ({"name": None}, {"/name": "null"}),
        ({"name": ""}, {"/name": "blank"}),
        ({"name": " \n"}, {"/name": "blank"}),
        ({"name": 5}, {"/name": "invalid"}),
        ({"name": ["a"]}, {"/name": "invalid"}),
        ({"name": "a" * 101}, {"/name": "max_length"}),
        ({"name": "a\nb"}, {"/name": "invalid_characters"}),
        ({"name": "a\u0000b"}, {"/name": "invalid_characters"}),
        ({"name": "a", "slug": "A b"}, {"/slug": "not_canonical"}),
        ({"name": "a", "slug": ""}, {"/slug": "blank"}),
        ({"name": "a", "slug": "x" * 121}, {"/slug": "max_length"}),
        (
            {"name": "a", "description": "\u0007"},
            {"/description": "invalid_characters"},
        ),
        ({"name": "a", "description": "x" * 5001}, {"/description": "max_length"}),
        ({"name": "a", "shared": "perhaps"}, {"/shared": "invalid"}),
        ({"name": "a", "id": "1", "owner": 1}, {"/id": "unknown", "/owner": "unknown"}),
        ([], {"": "invalid"}),
    ],
)
def test_bad_tags_are_refused_with_pointers(
    editor: APIClient, body: Any, faults: dict[str, str]
) -> None:
    answer = post(editor, body)

    assert answer.status_code == 400
    errors = {e["pointer"]: e["code"] for e in answer.json()["errors"]}
    assert errors == faults
    assert not Tag.objects.exists()


@pytest.mark.django_db
def test_lone_surrogates_are_refused(editor: APIClient) -> None:
    answer = editor.post(LIST, b'{"name": "\\ud800"}', content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.django_db
def test_taken_slugs_and_names_are_refused(editor: APIClient) -> None:
    tag = TagFactory.create(name="Django", slug="django")
    Tag.objects.filter(pk=tag.pk).update(slug="web")

    for slug in ("web", "django"):
        answer = post(editor, {"name": "Other", "slug": slug})
        assert outcome(answer) == (409, "BLG0021")
        assert pointers(answer) == ["/slug"]
    answer = post(editor, {"name": "DJANGO", "shared": True})
    assert outcome(answer) == (409, "BLG0050")
    assert pointers(answer) == ["/name"]
    assert Tag.objects.count() == 1


@pytest.mark.django_db
def test_tags_of_different_owners_may_have_one_name(writer: APIClient) -> None:
    TagFactory.create(name="Notes", owner=member_of(Role.AUTHOR))

    assert post(writer, {"name": "Notes"}).status_code == 201
    assert outcome(post(writer, {"name": "notes"})) == (409, "BLG0050")


@pytest.mark.django_db
def test_three_renames_leave_four_slugs_one_hop_each(editor: APIClient) -> None:
    tag = TagFactory.create(slug="one", post_count=1)
    for slug in ("two", "three", "four"):
        assert patch(editor, tag, {"slug": slug}).status_code == 200
        tag.refresh_from_db()

    for slug in ("one", "two", "three"):
        answer = APIClient().get(f"{LIST}{slug}/")
        assert answer.status_code == 301
        assert answer["Location"] == f"http://testserver{LIST}four/"
    assert patch(editor, tag, {"slug": "one"}).json()["slug"] == "one"
    assert APIClient().get(f"{LIST}four/")["Location"].endswith("/one/")


@pytest.mark.django_db
def test_an_empty_patch_changes_nothing(editor: APIClient) -> None:
    tag = TagFactory.create(name="Name", description="Text.")

    for body in ({}, {"name": "Name", "description": "Text.", "slug": tag.slug}):
        answer = patch(editor, tag, body)
        assert answer.status_code == 200
        assert Tag.objects.get().updated_at == tag.updated_at


@pytest.mark.django_db
def test_an_editor_renames_describes_and_shares(editor: APIClient) -> None:
    tag = TagFactory.create(slug="a", owner=member_of(Role.AUTHOR))

    answer = patch(editor, tag, {"name": "New", "description": "", "shared": True})

    tag.refresh_from_db()
    assert answer.status_code == 200
    assert (tag.name, tag.owner, tag.slug) == ("New", None, "a")
    answer = patch(editor, tag, {"shared": False})
    assert pointers(answer) == ["/shared"]


@pytest.mark.django_db
def test_a_write_names_the_version_it_was_made_from(editor: APIClient) -> None:
    tag = TagFactory.create()
    etag = editor.get(f"{LIST}{tag.slug}/")["ETag"]

    for method in (editor.patch, editor.delete):
        answer = method(f"{LIST}{tag.slug}/", {}, format="json")
        assert outcome(answer) == (428, "COM0428")
    first = patch(editor, tag, {"name": "First"}, match=etag)
    second = patch(editor, tag, {"name": "Second"}, match=etag)

    assert first.status_code == 200
    assert second.status_code == 412
    assert Tag.objects.get().name == "First"
    assert patch(editor, tag, {"name": "x"}, match=first["ETag"]).status_code == 200


@pytest.mark.django_db
def test_the_etag_is_for_those_who_have_an_account(editor: APIClient) -> None:
    tag = TagFactory.create(post_count=1)

    assert "ETag" not in APIClient().get(f"{LIST}{tag.slug}/")
    assert editor.get(f"{LIST}{tag.slug}/?fields=name")["ETag"]


@pytest.mark.django_db
def test_who_deletes_which_tag(editor: APIClient) -> None:
    owner = member_of(Role.AUTHOR)
    own, used, shared = (
        TagFactory.create(owner=owner),
        TagFactory.create(owner=owner),
        TagFactory.create(),
    )
    PostFactory.create(tags=[used])
    other = with_token(member_of(Role.AUTHOR))

    def delete(client: APIClient, tag: Tag) -> tuple[int, str]:
        return outcome(client.delete(f"{LIST}{tag.public_id}/", headers=ANY))

    assert delete(other, own) == (403, "COM0403")
    assert delete(with_token(owner), shared) == (403, "COM0403")
    assert delete(with_token(owner), used) == (409, "BLG0052")
    assert delete(with_token(owner), own) == (204, "")
    assert delete(editor, used) == (204, "")
    assert delete(editor, used) == (404, "BLG0013")
    assert list(Tag.objects.all()) == [shared]


@pytest.mark.django_db
def test_a_key_needs_the_scope_to_write() -> None:
    user = member_of(Role.EDITOR)

    assert post(with_key(user, "tags:read"), {"name": "a"}).status_code == 403
    assert post(with_key(user, "tags:write"), {"name": "a"}).status_code == 201


@pytest.mark.django_db
def test_writes_take_at_most_twelve_statements(editor: APIClient) -> None:
    tag = TagFactory.create()
    editor.get(LIST)
    change = {"name": "New", "slug": "new", "description": "d", "shared": True}
    calls: dict[str, Callable[[], Any]] = {
        "post": lambda: post(editor, {"name": "Other", "shared": True, "slug": "o"}),
        "patch": lambda: patch(editor, tag, change),
        "delete": lambda: editor.delete(f"{LIST}new/", headers=ANY),
    }
    for name, call in calls.items():
        with CaptureQueriesContext(connection) as queries:
            assert call().status_code < 300
        assert len(queries) <= 12, (name, [q["sql"] for q in queries])


@pytest.mark.django_db(transaction=True)
def test_of_edits_from_one_version_at_once_one_wins() -> None:
    tag = TagFactory.create(name="Old")
    editors = [with_token(member_of(Role.EDITOR)) for _ in range(6)]
    etag = editors[0].get(f"{LIST}{tag.slug}/")["ETag"]
    start = Barrier(len(editors))

    def edit(number: int) -> int:
        start.wait(timeout=10)
        try:
            body = {"name": f"New {number}"}
            return int(patch(editors[number], tag, body, etag).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(editors)) as pool:
        statuses = list(pool.map(edit, range(len(editors))))

    assert sorted(statuses) == [200, 412, 412, 412, 412, 412]
    assert Tag.objects.get().name == f"New {statuses.index(200)}"
