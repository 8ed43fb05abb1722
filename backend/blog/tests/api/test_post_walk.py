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
        PostFactory(published=True, slug=f"guest-{number}", published_at=at)
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
    hours=st.lists(st.integers(0, 3), min_size=1, max_size=10),
    guests=st.lists(st.integers(0, 3), max_size=6),
    size=st.integers(1, 4),
    ordering=st.sampled_from(["-published_at", "published_at", "title", "-title"]),
    forth=CHANGES,
    back=CHANGES,
)
def test_walks_meet_each_stable_post_exactly_once(
    hours: list[int],
    guests: list[int],
    size: int,
    ordering: str,
    forth: list[Any],
    back: list[Any],
) -> None:
    with transaction.atomic():
        for number, hour in enumerate(hours):
            at = LONG_AGO + timedelta(hours=hour)
            PostFactory(
                published=True,
                slug=f"stable-{number}",
                title=f"Title {hour}",
                published_at=at,
            )
        for number, hour in enumerate(guests):
            change("publish", number, hour)
        columns = (ordering, "-public_id" if ordering[0] == "-" else "public_id")
        stable = Post.objects.filter(slug__startswith="stable").order_by(*columns)
        expected = list(stable.values_list("slug", flat=True))
        start = f"{LIST}&page_size={size}&ordering={ordering}"

        there, end = walk(Client(), start, "next", [*forth])
        assert there == expected
        # The first page has no cursor: asked again, it is the top of another list.
        if end != start:
            again, _ = walk(Client(), end, "previous", [*back])
            assert again == expected
        transaction.set_rollback(True)
