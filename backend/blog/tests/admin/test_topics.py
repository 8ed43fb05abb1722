"""Tags, series and redirects in the admin."""

from __future__ import annotations

from typing import Any

import pytest

from blog.models import Redirect, Series, Tag
from blog.tests.admin.conftest import Send, rows
from blog.tests.factories import (
    PostFactory,
    SeriesFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    assert response.status_code == 200
    page: str = response.content.decode()
    return page


def test_a_tag_without_a_slug_gets_a_free_one(send: Send) -> None:
    TagFactory.create(slug="garden")

    send("blog_tag", name="Garden")

    assert Tag.objects.get(name="Garden").slug == "garden-2"


def test_a_former_slug_of_another_tag_is_refused(send: Send) -> None:
    tag = TagFactory.create(slug="old")
    Tag.objects.filter(pk=tag.pk).update(slug="new")

    assert "belongs or belonged to another tag" in text(
        send("blog_tag", name="Other", slug="old")
    )


@pytest.mark.parametrize(
    ("name", "data"), [("blog_tag", {}), ("blog_series", rows("members"))]
)
def test_a_slug_in_another_spelling_is_refused_with_the_right_one(
    send: Send, name: str, data: dict[str, Any]
) -> None:
    response = send(name, name="Big", title="Big", slug="Big Garden", **data)

    errors = response.context["adminform"].form.errors
    assert errors == {"slug": ["Write it as “big-garden”, or leave it empty."]}


def test_a_slug_that_was_stored_in_another_spelling_may_stay(send: Send) -> None:
    tag = TagFactory.create(slug="Old_Spelling")

    send("blog_tag", tag.pk, name="Other name", slug="Old_Spelling")

    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("Other name", "Old_Spelling")


def test_a_slug_with_vowel_signs_is_taken(send: Send) -> None:
    send("blog_tag", name="Hindi", slug="हिन्दी")

    assert Tag.objects.get().slug == "हिन्दी"


def test_emptying_the_slug_of_a_stored_tag_keeps_it(send: Send) -> None:
    tag = TagFactory.create(slug="stays")

    send("blog_tag", tag.pk, name="Other name", slug="")

    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("Other name", "stays")


def test_a_series_takes_its_posts_in_order_and_counts_the_public_ones(
    send: Send,
) -> None:
    first, second = PostFactory.create_batch(2, published=True)
    draft = PostFactory.create()
    members = rows(
        "members",
        {"post": second.pk, "place": 2},
        {"post": draft.pk},
        {"post": first.pk, "place": 1},
    )

    send("blog_series", title="Basics", **members)

    series = Series.objects.get()
    assert [member.post for member in series.members.all()] == [first, second, draft]
    assert (series.slug, series.post_count) == ("basics", 2)


def test_posts_of_a_series_can_change_places(send: Send) -> None:
    posts = PostFactory.create_batch(2)
    series = SeriesFactory.create(posts=posts)
    a, b = series.members.all()
    members = rows(
        "members",
        {"id": a.pk, "series": series.pk, "post": posts[0].pk, "place": 2},
        {"id": b.pk, "series": series.pk, "post": posts[1].pk, "place": 1},
        stored=2,
    )

    send("blog_series", series.pk, title=series.title, slug=series.slug, **members)

    assert [member.post for member in series.members.all()] == posts[::-1]


def test_a_post_of_another_series_is_refused(send: Send) -> None:
    post = PostFactory.create()
    SeriesFactory.create(title="First come", posts=[post])

    response = send("blog_series", title="Late", **rows("members", {"post": post.pk}))

    assert "is in the series “First come”" in text(response)
    assert not Series.objects.filter(title="Late").exists()


def test_a_redirect_is_stored_as_it_is_looked_up(send: Send) -> None:
    post = PostFactory.create()

    send("blog_redirect", path="https://old.example/a%20b/#top", post=post.pk)

    assert Redirect.objects.get().path == "/a b"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"path": "/old/"}, "already exists"),
        ({"path": "/x", "target_url": "https://a.example/"}, "not to both"),
        ({"path": "https://[broken"}, "no path or address"),
    ],
)
def test_a_redirect_that_cannot_be_is_refused(
    send: Send, data: dict[str, Any], reason: str
) -> None:
    post = PostFactory.create()
    Redirect.objects.create(path="/old", post=post)

    response = send("blog_redirect", **{"post": post.pk, **data})

    assert reason in text(response)
    assert Redirect.objects.count() == 1
