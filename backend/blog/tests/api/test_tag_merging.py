"""Making one tag of two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from blog.exceptions import TagMergeRefusedError, TagNotFoundError
from blog.models import Post, Revision, Tag, TagSlugHistory
from blog.services.tag_merging import merge_tags
from blog.services.tags import ensure_tags
from blog.tests.factories import PostFactory, TagFactory
from custom_user.constants import Role
from custom_user.tests.callers import outcome, pointers, with_token
from custom_user.tests.roles import member_of

LIST = "/api/v1/tags/"


@pytest.fixture
def editor() -> APIClient:
    return with_token(member_of(Role.EDITOR))


def merge(client: APIClient, source: str, target: Tag) -> Any:
    body = {"into": str(target.public_id)}
    return client.post(f"{LIST}{source}/merge/", body, format="json")


def published(*tags: Tag) -> Post:
    return PostFactory.create(published=True, tags=tags, recount=True)


@pytest.mark.django_db
def test_posts_come_along_and_count_once(editor: APIClient) -> None:
    source, target = TagFactory.create(slug="a"), TagFactory.create(slug="b")
    only_source, both = published(source), published(source, target)
    published(target)
    draft = PostFactory.create(tags=[source])

    answer = merge(editor, "a", target)

    assert answer.status_code == 200
    assert (answer.json()["slug"], answer.json()["post_count"]) == ("b", 3)
    assert answer["ETag"] == editor.get(f"{LIST}b/")["ETag"]
    for post in (only_source, both, draft):
        assert list(post.tags.all()) == [target]
    assert Tag.objects.count() == 1


@pytest.mark.django_db
def test_every_former_name_and_the_id_lead_to_the_target_in_one_hop(
    editor: APIClient,
) -> None:
    tags = [TagFactory.create(slug=slug) for slug in ("a", "b", "c")]
    published(*tags)
    first, second, third = tags
    Tag.objects.filter(pk=first.pk).update(slug="a-2")

    assert merge(editor, "a-2", second).status_code == 200
    assert merge(editor, "b", third).status_code == 200
    Tag.objects.filter(pk=third.pk).update(slug="c-2")

    for name in ("a", "a-2", "b", "c", first.public_id, second.public_id):
        answer = APIClient().get(f"{LIST}{name}/")
        assert answer.status_code == 301, name
        assert answer["Location"] == f"http://testserver{LIST}c-2/"
    resolved = APIClient().get("/api/v1/resolve/?path=/tags/a/").json()
    assert resolved["path"].startswith("/tags/c-2")


@pytest.mark.django_db
def test_a_former_slug_is_never_given_away(editor: APIClient) -> None:
    source, target = TagFactory.create(slug="a"), TagFactory.create(slug="b")
    merge(editor, "a", target)

    answer = editor.post(LIST, {"name": "x", "slug": "a"}, format="json")

    assert outcome(answer) == (409, "BLG0021")
    assert ensure_tags(["A"])["A"].slug == "a-2"
    with pytest.raises(IntegrityError), transaction.atomic():
        TagFactory.create(slug="a")
    assert not Tag.objects.filter(pk=source.pk).exists()


@pytest.mark.django_db
def test_the_target_may_take_the_name_of_the_source(editor: APIClient) -> None:
    TagFactory.create(name="JavaScript", slug="javascript")
    target = TagFactory.create(name="JS", slug="js")
    published(target)
    merge(editor, "javascript", target)

    answer = editor.patch(
        f"{LIST}js/",
        {"name": "JavaScript", "slug": "javascript"},
        format="json",
        headers={"If-Match": "*"},
    )

    assert answer.status_code == 200
    assert APIClient().get(f"{LIST}js/").status_code == 301


@pytest.mark.django_db
def test_a_second_call_changes_nothing(editor: APIClient) -> None:
    source, target = TagFactory.create(slug="a"), TagFactory.create(slug="b")
    published(source)
    first = merge(editor, "a", target)
    updated_at = Tag.objects.get().updated_at

    for name in ("a", str(source.public_id)):
        again = merge(editor, name, target)
        assert (again.status_code, again.json()) == (200, first.json())
    assert Tag.objects.get().updated_at == updated_at


@pytest.mark.django_db
def test_a_former_name_does_not_merge_the_tag_it_leads_to(editor: APIClient) -> None:
    TagFactory.create(slug="a")
    second, third = TagFactory.create(slug="b"), TagFactory.create(slug="c")
    merge(editor, "a", second)

    assert outcome(merge(editor, "a", third)) == (404, "BLG0013")
    assert set(Tag.objects.all()) == {second, third}


@pytest.mark.django_db
def test_bad_merges_are_refused(editor: APIClient) -> None:
    tag = TagFactory.create(slug="a")

    for name in ("a", str(tag.public_id), str(tag.public_id).upper()):
        assert pointers(merge(editor, name, tag)) == ["/into"]
    nowhere = editor.post(f"{LIST}a/merge/", {"into": str(uuid4())}, format="json")
    assert outcome(nowhere) == (400, "BLG0051")
    for body in ({}, {"into": "b"}, {"into": None}, {"into": [str(tag.public_id)]}):
        answer = editor.post(f"{LIST}a/merge/", body, format="json")
        assert pointers(answer) == ["/into"]
    assert outcome(merge(editor, "unknown", tag)) == (404, "BLG0013")
    assert Tag.objects.count() == 1


@pytest.mark.django_db
def test_writers_merge_nothing() -> None:
    user = member_of(Role.AUTHOR)
    TagFactory.create(slug="a", owner=user)

    answer = merge(with_token(user), "a", TagFactory.create(owner=user))

    assert outcome(answer) == (403, "COM0403")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "expected"), [("", "Of the source."), ("Own.", "Own.")]
)
def test_an_empty_description_is_filled(before: str, expected: str) -> None:
    source = TagFactory.create(description="Of the source.")
    target = TagFactory.create(description=before)

    merge_tags(source=source.slug, target_id=target.public_id, now=timezone.now())

    assert Tag.objects.get().description == expected


@pytest.mark.django_db
def test_tags_of_different_owners_become_a_shared_one() -> None:
    owner = member_of(Role.AUTHOR)
    tags = [TagFactory.create(owner=owner), TagFactory.create(owner=owner)]
    third = TagFactory.create()
    now = timezone.now()

    merge_tags(source=tags[0].slug, target_id=tags[1].public_id, now=now)
    assert Tag.objects.get(pk=tags[1].pk).owner == owner
    merge_tags(source=third.slug, target_id=tags[1].public_id, now=now)
    assert Tag.objects.get().owner is None


@pytest.mark.django_db
def test_kept_content_names_the_target() -> None:
    source, target, third = TagFactory.create_batch(3)
    a, b, c = (str(tag.public_id) for tag in (source, target, third))
    kept = {1: [c, a], 2: [a, b, c], 3: [c], 4: None}
    post = PostFactory.create()
    for number, tags in kept.items():
        metadata = {"slug": "s"} if tags is None else {"slug": "s", "tags": tags}
        Revision.objects.create(post=post, number=number, metadata=metadata)

    merge_tags(source=source.slug, target_id=target.public_id, now=timezone.now())

    rows = dict(Revision.objects.values_list("number", "metadata"))
    assert {n: metadata.get("tags") for n, metadata in rows.items()} == {
        1: [c, b], 2: [b, c], 3: [c], 4: None,
    }  # fmt: skip
    assert rows[1]["slug"] == "s"


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 60])
def test_a_merge_takes_eleven_statements_whatever_the_number_of_posts(
    editor: APIClient, number: int
) -> None:
    source, target = TagFactory.create(slug="a"), TagFactory.create(slug="b")
    for _ in range(number):
        PostFactory.create(published=True, tags=[source])

    with CaptureQueriesContext(connection) as queries:
        answer = merge(editor, "a", target)

    assert answer.json()["post_count"] == number
    assert len(queries) == 11, [query["sql"] for query in queries]


@pytest.mark.django_db(transaction=True)
def test_merges_in_a_circle_at_once_leave_one_tag_and_all_posts() -> None:
    now = datetime(2024, 5, 6, tzinfo=UTC)
    tags = TagFactory.create_batch(4)
    posts = [PostFactory.create(published=True, tags=[tag]) for tag in tags]
    start = Barrier(len(tags))

    def run(number: int) -> None:
        start.wait(timeout=10)
        target = tags[(number + 1) % len(tags)]
        try:
            merge_tags(source=tags[number].slug, target_id=target.public_id, now=now)
        except (TagMergeRefusedError, TagNotFoundError):
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(tags)) as pool:
        list(pool.map(run, range(len(tags))))

    remaining = list(Tag.objects.all())
    carried = [set(post.tags.all()) for post in posts]
    assert all(len(labels) == 1 for labels in carried)
    assert sum(tag.post_count for tag in remaining) == len(posts)
    names = set(TagSlugHistory.objects.values_list("slug", flat=True))
    names |= {tag.slug for tag in remaining}
    assert {tag.slug for tag in tags} <= names
