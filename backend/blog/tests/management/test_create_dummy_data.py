"""`create_dummy_data` makes many posts that the database and the renderer accept."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from author.models import Author
from blog.models import Post, Series, Tag
from blog.services.counters import recount_all
from common.text.markdown import render_markdown

pytestmark = pytest.mark.django_db

COLUMNS = ("public_id", "slug", "title", "state", "published_at", "body_markdown")


def make(posts: int, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    size = ["--posts", str(posts), "--authors", "3", "--tags", "5"]
    call_command("create_dummy_data", *size, "--json", *arguments, stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def data() -> list[Any]:
    return list(Post.objects.order_by("slug").values_list(*COLUMNS))


def test_posts_have_what_the_renderer_makes_of_their_body() -> None:
    make(3)

    for post in Post.objects.all():
        made = render_markdown(post.body_markdown)
        assert 2_500 < len(post.body_markdown) < 5_500
        assert (post.body_html, post.body_text) == (made.html, made.text)
        assert post.table_of_contents == made.table_of_contents
        assert post.excerpt == made.excerpt
        assert post.word_count == made.word_count
        assert post.reading_minutes == made.reading_minutes


def test_a_large_blog_has_everything_in_it() -> None:
    report = make(300)

    assert (report["existing"], report["created"]) == (0, 300)
    posts = Post.objects.prefetch_related("tags", "bylines")
    assert {post.state for post in posts} == {
        "draft",
        "submitted",
        "reviewed",
        "scheduled",
        "published",
        "archived",
    }
    assert 150 < posts.filter(state="published").count() < 210
    assert {post.bylines.count() for post in posts} == {1, 2}
    assert max(post.tags.count() for post in posts) == 3
    assert (Author.objects.count(), Tag.objects.count()) == (3, 5)
    assert Series.objects.count() == 4


def test_counters_are_right_afterwards() -> None:
    make(50)

    assert Tag.objects.filter(post_count__gt=0).exists()
    assert recount_all(now=Post.objects.latest("updated_at").updated_at) == 0


def test_a_seed_gives_the_same_posts_also_after_an_interruption() -> None:
    make(12)
    whole = data()
    Post.objects.all().delete()
    Series.objects.all().delete()
    with patch("blog.services.dummy.posts.BATCH", 4):
        make(7)

        report = make(12)

    assert (report["existing"], report["created"]) == (7, 5)
    assert data() == whole
    assert make(12)["created"] == 0


def test_posts_of_another_seed_are_others() -> None:
    make(5)
    make(5, "--seed", "2")

    assert len({title for _id, _slug, title, *_rest in data()}) > 5
    assert Post.objects.count() == 10


@pytest.mark.parametrize("number", ["0", "-1", "many", "1e3", "99999999"])
def test_a_number_that_makes_no_sense_is_refused(number: str) -> None:
    with pytest.raises(CommandError, match="no whole number from 1"):
        call_command("create_dummy_data", f"--posts={number}")


def test_people_get_a_sentence() -> None:
    out = StringIO()

    call_command("create_dummy_data", "--posts", "1", "--authors", "1", stdout=out)

    assert "0 dummy posts of this seed existed, 1 were made" in out.getvalue()
