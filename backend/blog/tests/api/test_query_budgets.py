"""The number of statements depends on no number of rows and on no choice of members."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.models import Post, Redirect, Series, Tag
from blog.tests.factories import (
    LONG_AGO,
    MediaFileFactory,
    PostFactory,
    SeriesFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db
RELATIONS = ["author", "tag", "series", "image"]
INCLUDES = [names for size in range(5) for names in combinations(RELATIONS, size)]


def statements(client: Client, path: str, status: int = 200) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return len(queries)


def make_posts(number: int) -> list[Post]:
    authors, tags = AuthorFactory.create_batch(3), TagFactory.create_batch(3)
    posts = [
        PostFactory.create(
            published=True,
            published_at=LONG_AGO + timedelta(hours=hour),
            authors=authors,
            tags=tags,
            cover_image=MediaFileFactory.create(),
        )
        for hour in range(number)
    ]
    SeriesFactory.create(posts=posts)
    Author.objects.update(post_count=number)
    Tag.objects.update(post_count=number)
    Series.objects.update(post_count=number)
    return posts


def budget_holds(client: Client, paths: dict[str, int], number: int) -> None:
    counted = {path: statements(client, path) for path in paths}
    assert counted == paths, number


@pytest.mark.query_budget("api:v1:blog:post-list")
@pytest.mark.parametrize("number", [1, 100])
def test_posts_cost_one_statement_whatever_is_included(
    client: Client, number: int
) -> None:
    make_posts(number)
    queries = [f"fields=id&include={','.join(names)}" for names in INCLUDES if names]
    queries += ["", "fields=title", "ordering=-title", "year=2020", "fields[tag]=name"]

    paths = {f"posts/?page_size=100&{query}": 1 for query in queries}

    budget_holds(client, paths, number)


@pytest.mark.query_budget("api:v1:blog:post-list")
@pytest.mark.parametrize("number", [1, 100])
def test_posts_by_relation_or_number_cost_one_more_each(
    client: Client, number: int
) -> None:
    make_posts(number)
    relations = "&".join(
        [
            f"tag={Tag.objects.all()[0].slug}",
            f"author={Author.objects.all()[0].slug}",
            f"series={Series.objects.all()[0].slug}",
        ]
    )

    paths = {
        "posts/?page=1&page_size=100": 2,
        f"posts/?{relations}": 2,
        f"posts/?{relations}&page=1": 3,
        "posts/?tag=nobody": 1,
    }

    budget_holds(client, paths, number)


@pytest.mark.query_budget("api:v1:blog:tag-list", "api:v1:blog:series-list")
@pytest.mark.parametrize("number", [1, 100])
def test_tags_and_series_cost_one_statement(client: Client, number: int) -> None:
    TagFactory.create_batch(number, post_count=1)
    SeriesFactory.create_batch(number, post_count=1)

    paths = {
        "tags/?page_size=100": 1,
        "tags/?ordering=-post_count&page=1": 2,
        "series/?page_size=100": 1,
        "series/?page=1": 2,
    }

    budget_holds(client, paths, number)


@pytest.mark.parametrize("number", [1, 100])
def test_single_things_cost_at_most_three_statements(
    client: Client, number: int
) -> None:
    post = make_posts(number)[number // 2]
    everything = "formats=html,markdown,text&include=author,tag,series,image"

    paths = {
        f"posts/{post.slug}/": 1,
        f"posts/{post.public_id}/?{everything}": 1,
        f"posts/{post.slug}/neighbors/": 3,
        f"tags/{Tag.objects.all()[0].slug}/": 1,
        f"series/{Series.objects.all()[0].slug}/": 1,
        "archive/": 1,
        "site/": 2,
    }

    budget_holds(client, paths, number)


def test_misses_and_moves_cost_at_most_three_statements(client: Client) -> None:
    (post,) = make_posts(1)
    Post.objects.filter(pk=post.pk).update(slug="renamed")
    gone = PostFactory.create(published=True, trashed=True)

    for path, status in {
        f"posts/{post.slug}/": 301,
        f"posts/{post.slug}/neighbors/": 301,
        f"posts/{gone.slug}/": 410,
        "posts/nothing/": 404,
        "tags/nothing/": 404,
        "series/nothing/": 404,
    }.items():
        assert statements(client, path, status) <= 3, path


def test_resolving_costs_at_most_two_statements(client: Client) -> None:
    (post,) = make_posts(1)
    hidden = PostFactory.create()
    for path, target in {"/posts/old": post, "/posts/draft": hidden}.items():
        Redirect.objects.create(path=path, post=target)

    for path, status in {
        f"/posts/{post.slug}/": 200,
        "/posts/old/": 200,
        "/posts/draft/": 404,
        "/posts/nothing/": 404,
        "/tags/nothing/": 404,
        "/": 200,
        "/%3Fp=12": 200,
    }.items():
        assert statements(client, f"resolve/?path={path}", status) <= 2, path
