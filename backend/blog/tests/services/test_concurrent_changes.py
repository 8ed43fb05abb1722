"""Writers who meet: real transactions on connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from author.services import AuthorRef
from author.tests.factories import AuthorFactory
from blog.exceptions import SlugTakenError
from blog.models import Post, Series, Tag
from blog.services.post_content import PostInput
from blog.services.posts import create_post, update_post
from blog.tests.factories import SeriesFactory, TagFactory

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2024, 5, 6, tzinfo=UTC)
WRITERS = 8


def content(**changes: Any) -> PostInput:
    fields = {"title": "Hello", "body_markdown": "Words.", "authors": ()}
    return PostInput(**{**fields, **changes})


def all_at_once(change: Callable[[int], Any]) -> list[Any]:
    """Run `change` for each writer at the same moment; return results or errors."""
    start = Barrier(WRITERS)

    def run(number: int) -> Any:
        start.wait(timeout=10)
        try:
            return change(number)
        except SlugTakenError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


def test_posts_published_at_once_are_all_counted() -> None:
    tag, author = TagFactory.create(), AuthorFactory.create()
    names = {
        "tags": (tag,),
        "authors": (AuthorRef(author.pk, author.public_id),),
    }
    posts = [create_post(content(**names), actor=None, now=NOW) for _ in range(WRITERS)]
    series = SeriesFactory.create(posts=posts)

    all_at_once(
        lambda number: update_post(
            posts[number], content(public_from=NOW, **names), actor=None, now=NOW
        )
    )

    author.refresh_from_db()
    assert Tag.objects.get().post_count == WRITERS
    assert Series.objects.get(pk=series.pk).post_count == WRITERS
    assert author.post_count == WRITERS


def test_of_posts_renamed_alike_at_once_one_gets_the_slug() -> None:
    posts = [create_post(content(), actor=None, now=NOW) for _ in range(WRITERS)]

    results = all_at_once(
        lambda number: update_post(
            posts[number], content(slug="wanted"), actor=None, now=NOW
        )
    )

    assert results.count(True) == 1
    assert sum(isinstance(result, SlugTakenError) for result in results) == WRITERS - 1
    assert Post.objects.filter(slug="wanted").count() == 1
