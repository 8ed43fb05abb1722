from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from freezegun import freeze_time

from author.tests.factories import AuthorFactory
from blog.models import Series, Tag
from blog.tasks import recount_crossed_posts
from blog.tests.factories import LONG_AGO, PostFactory, SeriesFactory, TagFactory

pytestmark = pytest.mark.django_db


def test_tag_author_and_series_follow_a_post_the_clock_made_public() -> None:
    tag, author = TagFactory.create(), AuthorFactory.create()
    post = PostFactory.create(
        scheduled=True, publish_at=LONG_AGO, tags=[tag], authors=[author]
    )
    series = SeriesFactory.create(posts=[post])

    with freeze_time(LONG_AGO + timedelta(seconds=30)):
        recount_crossed_posts()
        answers = [
            Client().get(path).status_code
            for path in (
                f"/api/v1/tags/{tag.slug}/",
                f"/api/v1/authors/{author.slug}/",
                f"/api/v1/series/{series.slug}/",
            )
        ]

    assert answers == [200, 200, 200]


def test_counters_follow_a_post_the_clock_took_away() -> None:
    tag = TagFactory.create(post_count=1)
    post = PostFactory.create(published=True, unpublish_at=LONG_AGO, tags=[tag])
    SeriesFactory.create(posts=[post], post_count=1)

    with freeze_time(LONG_AGO + timedelta(seconds=30)):
        recount_crossed_posts()

    assert Tag.objects.get().post_count == 0
    assert Series.objects.get().post_count == 0


def test_posts_that_crossed_long_ago_cost_nothing() -> None:
    tag = TagFactory.create(post_count=7)
    PostFactory.create(scheduled=True, publish_at=LONG_AGO, tags=[tag])

    with freeze_time(LONG_AGO + timedelta(days=2)):
        recount_crossed_posts()

    assert Tag.objects.get().post_count == 7
