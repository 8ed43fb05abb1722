"""What of the selectors no answer of the API shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Post, Tag
from blog.selectors.narrowing import PostFilters
from blog.selectors.posts import find_neighbors, list_posts, named
from blog.tests.factories import LONG_AGO, PostFactory, TagFactory
from common.selection import Selection

pytestmark = pytest.mark.django_db
ANYONE = AnonymousUser()
TITLE = Selection(frozenset({"title"}))


def forbid_whole_tables() -> None:
    """Make PostgreSQL read a small table as it would a big one."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")


def test_rows_are_dicts_with_what_was_chosen_and_what_orders_them() -> None:
    PostFactory.create(published=True, title="One")

    (row,) = list_posts(ANYONE, now=timezone.now(), selection=TITLE)

    assert row.keys() == {"title", "published_at", "public_id"}


def test_list_is_lazy_until_something_has_to_be_looked_up() -> None:
    with CaptureQueriesContext(connection) as queries:
        list_posts(ANYONE, now=timezone.now(), selection=TITLE)
        assert not queries
        filters = PostFilters(tag="a", author="b", series="c")
        list_posts(ANYONE, now=timezone.now(), selection=TITLE, filters=filters)

    assert len(queries) == 1


def test_former_slugs_are_looked_up_by_index() -> None:
    forbid_whole_tables()

    plan = Post.objects.filter(named("old")).explain()

    assert "BitmapOr" in plan
    assert "Seq Scan" not in plan


def test_neighbours_enter_the_index_at_the_place_itself() -> None:
    for hour in range(3):
        at = LONG_AGO + timedelta(hours=hour)
        PostFactory.create(published=True, slug=f"p{hour}", published_at=at)

    with CaptureQueriesContext(connection) as queries:
        find_neighbors(ANYONE, "p1", now=timezone.now(), selection=TITLE)
    forbid_whole_tables()
    for query in queries.captured_queries[1:]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plan = str(cursor.fetchall())
        assert "post_live_newest_first" in plan
        assert "Index Cond: (ROW(" in plan


def test_rare_tag_is_read_from_its_own_posts() -> None:
    common, rare = TagFactory.create(slug="common"), TagFactory.create(slug="rare")
    posts = Post.objects.bulk_create(
        PostFactory.build_batch(
            3000, published=True, published_at=LONG_AGO, edited_at=LONG_AGO
        )
    )
    through = Post.tags.through
    through.objects.bulk_create(
        through(post_id=post.pk, tag_id=common.pk) for post in posts
    )
    posts[0].tags.add(rare)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post, blog_post_tags, blog_tag")

    plans = {tag.slug: _plan_by_tag(tag) for tag in (common, rare)}

    assert "post_live_newest_first" in plans["common"]
    assert "post_live_newest_first" not in plans["rare"]


def _plan_by_tag(tag: Tag) -> str:
    filters = PostFilters(tag=tag.slug)
    rows = list_posts(ANYONE, now=timezone.now(), selection=TITLE, filters=filters)
    return rows[:11].explain()
