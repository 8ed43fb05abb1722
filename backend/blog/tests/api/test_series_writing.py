"""Making, renaming, deleting and ordering series."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from blog.models import Post, Series, SeriesMember
from blog.tests.factories import PostFactory, SeriesFactory
from custom_user.constants import Role
from custom_user.tests.callers import outcome, pointers, with_key, with_token
from custom_user.tests.roles import member_of

LIST = "/api/v1/series/"
ANY = {"If-Match": "*"}


@pytest.fixture
def editor() -> APIClient:
    return with_token(member_of(Role.EDITOR))


def patch(client: APIClient, series: Series, body: Any, match: str = "*") -> Any:
    return client.patch(
        f"{LIST}{series.slug}/", body, format="json", headers={"If-Match": match}
    )


def order(client: APIClient, series: Series, *posts: Post, match: str = "*") -> Any:
    return client.put(
        f"{LIST}{series.slug}/order/",
        {"posts": [str(post.public_id) for post in posts]},
        format="json",
        headers={"If-Match": match},
    )


def places(series: Series) -> list[tuple[int, int]]:
    return list(series.members.values_list("position", "post"))


def expected(*posts: Post) -> list[tuple[int, int]]:
    return [(place, post.pk) for place, post in enumerate(posts)]


@pytest.mark.django_db
def test_an_editor_starts_a_series(editor: APIClient) -> None:
    body = {"title": "From A to Z", "description": "All."}

    answer = editor.post(LIST, body, format="json")

    series = Series.objects.get()
    assert answer.status_code == 201
    assert (series.title, series.slug) == ("From A to Z", "from-a-to-z")
    assert answer["Location"] == f"http://testserver{LIST}{series.public_id}/"
    read = editor.get(answer["Location"])
    assert (read.json(), read["ETag"]) == (answer.json(), answer["ETag"])
    assert read.json()["posts"] == []
    assert APIClient().get(answer["Location"]).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "expected_pointers"),
    [
        ({}, ["/title"]),
        ({"title": "a\tb"}, ["/title"]),
        ({"title": "a" * 201, "slug": "No slug"}, ["/slug", "/title"]),
        ({"title": "a", "description": None, "posts": []}, ["/description", "/posts"]),
    ],
)
def test_bad_series_are_refused(
    editor: APIClient, body: Any, expected_pointers: list[str]
) -> None:
    assert pointers(editor.post(LIST, body, format="json")) == expected_pointers
    assert not Series.objects.exists()


@pytest.mark.django_db
def test_taken_slugs_are_refused(editor: APIClient) -> None:
    series = SeriesFactory.create(slug="old")
    patch(editor, series, {"slug": "new"})

    for slug in ("old", "new"):
        answer = editor.post(LIST, {"title": "a", "slug": slug}, format="json")
        assert (outcome(answer), pointers(answer)) == ((409, "BLG0021"), ["/slug"])


@pytest.mark.django_db
def test_three_renames_leave_four_slugs_one_hop_each(editor: APIClient) -> None:
    series = SeriesFactory.create(slug="one", post_count=1)
    for slug in ("two", "three", "four"):
        patch(editor, series, {"slug": slug})
        series.refresh_from_db()

    for slug in ("one", "two", "three"):
        answer = APIClient().get(f"{LIST}{slug}/")
        assert answer["Location"] == f"http://testserver{LIST}four/"


@pytest.mark.django_db
def test_an_empty_patch_changes_nothing(editor: APIClient) -> None:
    series = SeriesFactory.create()

    answers = [patch(editor, series, body) for body in ({}, {"title": series.title})]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Series.objects.get().updated_at == series.updated_at


@pytest.mark.django_db
def test_posts_stay_when_their_series_goes(editor: APIClient) -> None:
    post = PostFactory.create()
    series = SeriesFactory.create(posts=[post])

    answer = editor.delete(f"{LIST}{series.slug}/", headers=ANY)

    assert answer.status_code == 204
    assert Post.objects.get() == post
    assert not SeriesMember.objects.exists()


@pytest.mark.django_db
def test_one_call_puts_the_posts_in_order(editor: APIClient) -> None:
    first, second, third, new = PostFactory.create_batch(4, published=True)
    series = SeriesFactory.create(posts=[first, second, third], recount=True)

    answer = order(editor, series, third, new, first)

    assert answer.status_code == 200
    assert places(series) == expected(third, new, first)
    shown = [post["id"] for post in answer.json()["posts"]]
    assert shown == [str(post.public_id) for post in (third, new, first)]
    assert answer.json()["post_count"] == 3
    assert order(editor, series).json()["posts"] == []
    assert Series.objects.get().post_count == 0


@pytest.mark.django_db
def test_the_same_order_again_changes_nothing(editor: APIClient) -> None:
    posts = PostFactory.create_batch(3)
    series = SeriesFactory.create(posts=posts)
    members = set(SeriesMember.objects.values_list("pk", flat=True))

    answer = order(editor, series, *posts)

    assert answer.status_code == 200
    assert set(SeriesMember.objects.values_list("pk", flat=True)) == members
    assert Series.objects.get().updated_at == series.updated_at


@pytest.mark.django_db
def test_editors_see_the_drafts_of_a_series_and_others_do_not(
    editor: APIClient,
) -> None:
    draft, public = PostFactory.create(), PostFactory.create(published=True)
    trashed = PostFactory.create(trashed=True)
    SeriesFactory.create(slug="s", posts=[draft, public, trashed], recount=True)

    def shown(client: APIClient) -> list[str]:
        posts = client.get(f"{LIST}s/").json()["posts"]
        return [post["id"] for post in posts]

    assert shown(editor) == [str(draft.public_id), str(public.public_id)]
    assert shown(APIClient()) == [str(public.public_id)]
    assert shown(with_token(member_of(Role.AUTHOR))) == [str(public.public_id)]


@pytest.mark.django_db
def test_posts_in_the_trash_keep_a_place(editor: APIClient) -> None:
    trashed = PostFactory.create(trashed=True)
    first, second = PostFactory.create_batch(2)
    series = SeriesFactory.create(posts=[trashed, first, second])

    assert order(editor, series, second, first).status_code == 200
    assert places(series) == expected(second, first, trashed)


@pytest.mark.django_db
def test_wrong_posts_are_refused_by_their_place(editor: APIClient) -> None:
    post, trashed = PostFactory.create(), PostFactory.create(trashed=True)
    unknown = PostFactory.build(public_id=uuid4())
    series = SeriesFactory.create(posts=[post])

    answer = order(editor, series, post, unknown, post, trashed)

    assert outcome(answer) == (400, "BLG0053")
    errors = {e["pointer"]: e["code"] for e in answer.json()["errors"]}
    assert errors == {
        "/posts/1": "does_not_exist",
        "/posts/2": "duplicate",
        "/posts/3": "does_not_exist",
    }
    assert places(series) == expected(post)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [{}, {"posts": None}, {"posts": "a"}, {"posts": {"a": 1}}]
)
def test_an_order_is_a_list(editor: APIClient, body: Any) -> None:
    series = SeriesFactory.create()

    answer = editor.put(f"{LIST}{series.slug}/order/", body, format="json", headers=ANY)

    assert pointers(answer) == ["/posts"]


@pytest.mark.django_db
def test_a_post_of_another_series_is_refused(editor: APIClient) -> None:
    post, other = PostFactory.create_batch(2)
    SeriesFactory.create(posts=[other])
    series = SeriesFactory.create()

    answer = order(editor, series, post, other)

    assert outcome(answer) == (409, "BLG0054")
    assert pointers(answer) == ["/posts/1"]
    assert places(series) == []


@pytest.mark.django_db
def test_a_write_names_the_version_it_was_made_from(editor: APIClient) -> None:
    posts = PostFactory.create_batch(2)
    series = SeriesFactory.create(posts=posts)
    path = f"{LIST}{series.slug}/"
    etag = editor.get(path)["ETag"]

    for call in (editor.patch, editor.delete):
        assert call(path, {}, format="json").status_code == 428
    assert editor.put(f"{path}order/", {"posts": []}, format="json").status_code == 428
    assert order(editor, series, *reversed(posts), match=etag).status_code == 200
    assert order(editor, series, *posts, match=etag).status_code == 412
    assert patch(editor, series, {"title": "x"}, match=etag).status_code == 412
    assert places(series) == expected(*reversed(posts))


@pytest.mark.django_db
def test_writers_change_no_series() -> None:
    series = SeriesFactory.create(post_count=1)
    writer = with_token(member_of(Role.AUTHOR))

    assert writer.post(LIST, {"title": "a"}, format="json").status_code == 403
    assert patch(writer, series, {}).status_code == 403
    assert order(writer, series).status_code == 403
    assert writer.delete(f"{LIST}{series.slug}/", headers=ANY).status_code == 403
    series.refresh_from_db()
    Series.objects.update(post_count=0)
    # Who does not know of a series learns nothing about it.
    assert patch(writer, series, {}).status_code == 404


@pytest.mark.django_db
def test_a_key_needs_the_scope_to_write() -> None:
    user = member_of(Role.EDITOR)
    series = SeriesFactory.create()

    assert order(with_key(user, "series:read"), series).status_code == 403
    assert order(with_key(user, "series:write"), series).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2, 50])
def test_the_number_of_statements_does_not_depend_on_the_number_of_posts(
    editor: APIClient, number: int
) -> None:
    series = SeriesFactory.create(posts=PostFactory.create_batch(number))
    posts = PostFactory.create_batch(number, published=True)
    calls: dict[str, tuple[int, Callable[[], Any]]] = {
        "post": (12, lambda: editor.post(LIST, {"title": "x"}, format="json")),
        "order": (14, lambda: order(editor, series, *posts)),
        "patch": (12, lambda: patch(editor, series, {"title": "a", "slug": "b"})),
        "delete": (12, lambda: editor.delete(f"{LIST}b/", headers=ANY)),
    }
    for name, (limit, call) in calls.items():
        with CaptureQueriesContext(connection) as queries:
            assert call().status_code < 300
        assert len(queries) <= limit, (name, [q["sql"] for q in queries])


@pytest.mark.django_db(transaction=True)
def test_orders_at_once_are_written_one_after_the_other() -> None:
    posts = PostFactory.create_batch(5)
    series = SeriesFactory.create(posts=posts)
    editor = member_of(Role.EDITOR)
    clients = [with_token(editor) for _ in range(6)]
    start = Barrier(len(clients))

    def run(number: int) -> int:
        start.wait(timeout=10)
        try:
            turned = posts[number % 5 :] + posts[: number % 5]
            return int(order(clients[number], series, *turned).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(clients)) as pool:
        assert set(pool.map(run, range(len(clients)))) == {200}

    keys = [post.pk for post in posts]
    found = places(series)
    assert [place for place, _ in found] == [0, 1, 2, 3, 4]
    turn = keys.index(found[0][1])
    assert [pk for _, pk in found] == keys[turn:] + keys[:turn]


@pytest.mark.django_db(transaction=True)
def test_one_post_claimed_by_two_series_at_once_goes_into_one() -> None:
    post = PostFactory.create()
    rows = SeriesFactory.create_batch(4)
    editor = member_of(Role.EDITOR)
    clients = [with_token(editor) for _ in rows]
    start = Barrier(len(rows))

    def run(number: int) -> int:
        start.wait(timeout=10)
        try:
            return int(order(clients[number], rows[number], post).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(rows)) as pool:
        statuses = list(pool.map(run, range(len(rows))))

    assert sorted(statuses) == [200, 409, 409, 409]
    assert SeriesMember.objects.get().series == rows[statuses.index(200)]
