"""Walking all pages while others publish, unpublish, trash and delete."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.models import Post
from blog.services.lifecycle import walk_to
from blog.tests.factories import LONG_AGO, PostFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/posts/?fields=slug"
KINDS = ["publish", "unpublish", "trash", "delete"]
CHANGES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 3)), max_size=5
)


def change(kind: str, number: int, hour: int) -> None:
    """Do to one of the posts that come and go what others may do meanwhile."""
    at = LONG_AGO + timedelta(hours=hour)
    post = Post.objects.filter(slug=f"guest-{number}").first()
    if post is None:
        PostFactory.create(published=True, slug=f"guest-{number}", published_at=at)
    elif kind == "delete":
        post.delete()
    elif kind == "trash":
        Post.objects.filter(pk=post.pk).update(trashed_at=at)
    else:
        for _ in walk_to(post, at if kind == "publish" else None, at):
            post.save()


def walk(
    client: Client, link: str | None, direction: str, changes: list[Any]
) -> tuple[list[str], str]:
    """Return the stable posts that were met, in the order of the list, and the end."""
    pages: list[list[str]] = []
    last = ""
    while link:
        assert len(pages) < 100, "The walk does not end."
        body = client.get(link).json()
        met = [post["slug"] for post in body["results"]]
        pages.append([slug for slug in met if slug.startswith("stable")])
        last, link = link, body[direction]
        if changes:
            change(*changes.pop())
    if direction == "previous":
        pages.reverse()
    return [slug for page in pages for slug in page], last


@settings(max_examples=40, deadline=None)
@given(
    hours=st.tuples(
        st.lists(st.integers(0, 3), min_size=1, max_size=10),
        st.lists(st.integers(0, 3), max_size=6),
    ),
    size=st.integers(1, 4),
    ordering=st.sampled_from(["-published_at", "published_at", "title", "-title"]),
    changes=st.tuples(CHANGES, CHANGES),
)
def test_walks_meet_each_stable_post_exactly_once(
    hours: tuple[list[int], list[int]],
    size: int,
    ordering: str,
    changes: tuple[list[Any], list[Any]],
) -> None:
    start = f"{LIST}&page_size={size}&ordering={ordering}"
    with transaction.atomic():
        expected = make_posts(*hours, ordering)

        there, _ = walk(Client(), start, "next", [*changes[0]])
        assert there == expected
        # What others added meanwhile may have made new pages behind the last one met.
        _, end = walk(Client(), start, "next", [])
        # The first page has no cursor: asked again, it is the top of another list.
        if end != start:
            back, _ = walk(Client(), end, "previous", [*changes[1]])
            assert back == expected
        transaction.set_rollback(True)


def make_posts(stable: list[int], guests: list[int], ordering: str) -> list[str]:
    """Return the slugs of the stable posts in the order of the list."""
    for number, hour in enumerate(stable):
        PostFactory.create(
            published=True,
            slug=f"stable-{number}",
            title=f"Title {hour}",
            published_at=LONG_AGO + timedelta(hours=hour),
        )
    for number, hour in enumerate(guests):
        change("publish", number, hour)
    tie = "-public_id" if ordering.startswith("-") else "public_id"
    posts = Post.objects.filter(slug__startswith="stable").order_by(ordering, tie)
    return list(posts.values_list("slug", flat=True))
