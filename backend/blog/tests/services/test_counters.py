"""Counters beside authors, tags and series."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.models import Post, Series, Tag
from blog.services.counters import recount, recount_all
from blog.services.purging import purge_posts
from blog.services.series import set_series_posts
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SOON = NOW + timedelta(days=1)


def make_world() -> tuple[Author, Tag, Series]:
    author, tag = AuthorFactory.create(), TagFactory.create()
    kinds: list[dict[str, Any]] = [
        {"published": True},
        {"published": True},
        {"scheduled": True, "publish_at": SOON},
        {"published": True, "members": True},
        {"published": True, "unlisted": True},
        {"published": True, "trashed": True},
        {},
    ]
    posts = [PostFactory.create(authors=[author], tags=[tag], **kind) for kind in kinds]
    return author, tag, SeriesFactory.create(posts=posts)


def counts(*rows: Any) -> list[int]:
    return [type(row).objects.get(pk=row.pk).post_count for row in rows]


def test_only_what_strangers_find_on_lists_is_counted() -> None:
    author, tag, series = make_world()

    differed = recount(now=NOW, authors=[author.pk], tags=[tag.pk], series=[series.pk])

    assert counts(author, tag, series) == [2, 2, 2]
    assert differed == 3


def test_counting_again_finds_nothing_and_writes_nothing() -> None:
    _author, tag, _series = make_world()
    recount_all(now=NOW)
    before = Tag.objects.get(pk=tag.pk).updated_at

    assert recount_all(now=NOW) == 0
    assert Tag.objects.get(pk=tag.pk).updated_at == before


def test_counters_follow_the_clock_when_counted_again() -> None:
    rows = make_world()
    recount_all(now=NOW)

    assert recount_all(now=SOON) == 3
    assert counts(*rows) == [3, 3, 3]


def test_wrong_numbers_of_rows_without_posts_are_repaired() -> None:
    rows = [
        AuthorFactory.create(post_count=5),
        TagFactory.create(post_count=5),
        SeriesFactory.create(post_count=5),
    ]

    assert recount_all(now=NOW) == 3
    assert counts(*rows) == [0, 0, 0]


def test_rows_that_are_not_named_are_left_alone() -> None:
    other = TagFactory.create(post_count=9)
    _author, tag, _series = make_world()

    recount(now=NOW, tags=[tag.pk])

    assert counts(other, tag) == [9, 2]


def test_purged_posts_are_gone_and_counted_out() -> None:
    rows = make_world()
    recount_all(now=NOW)

    purge_posts(Post.objects.filter(state="published"), now=NOW)

    assert counts(*rows) == [0, 0, 0]
    assert Post.objects.count() == 2


def test_a_series_holds_exactly_the_posts_it_is_given() -> None:
    _author, _tag, series = make_world()
    chosen = PostFactory.create_batch(2, published=True)

    set_series_posts(series, chosen[::-1], now=NOW)

    assert [member.post for member in series.members.all()] == chosen[::-1]
    assert counts(series) == [2]
