"""Who may see a post, decided by state, clock, trash and visibility alone."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from blog.constants import PostState, Visibility
from blog.models import Post
from blog.tests.factories import PostFactory
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
MOMENT = timedelta(microseconds=1)
BEGINS = {"past": NOW - MOMENT, "now": NOW, "future": NOW + MOMENT}
ENDS = {"never": None, "now": NOW, "later": NOW + MOMENT}
TRASH = {"kept": None, "trashed": NOW}
NAMES = ["state", "begin", "end", "trash", "visibility"]
WORLD = [
    dict(zip(NAMES, combination, strict=True))
    for combination in product(PostState, BEGINS, ENDS, TRASH, Visibility)
]


def is_live(fate: dict[str, Any]) -> bool:
    has_begun = fate["state"] == PostState.PUBLISHED or (
        fate["state"] == PostState.SCHEDULED and fate["begin"] != "future"
    )
    return bool(has_begun and fate["end"] != "now" and fate["trash"] == "kept")


def may_read(fate: dict[str, Any], *, member: bool) -> bool:
    open_to = {Visibility.PUBLIC, Visibility.UNLISTED}
    if member:
        open_to.add(Visibility.MEMBERS)
    return is_live(fate) and fate["visibility"] in open_to


def fill() -> None:
    Post.objects.bulk_create(
        PostFactory.build(
            title=str(number),
            slug=f"fate-{number}",
            state=fate["state"],
            # The end must follow the beginning, so what ends now began before.
            publish_at=BEGINS[fate["begin"]] if not ends_first(fate) else None,
            published_at=BEGINS[fate["begin"]],
            unpublish_at=ENDS[fate["end"]],
            trashed_at=TRASH[fate["trash"]],
            visibility=fate["visibility"],
        )
        for number, fate in enumerate(WORLD)
        if not (ends_first(fate) and fate["state"] == PostState.SCHEDULED)
    )


def ends_first(fate: dict[str, Any]) -> bool:
    end = ENDS[fate["end"]]
    return end is not None and end <= BEGINS[fate["begin"]]


def numbers(posts: Any) -> set[int]:
    return {int(title) for title in posts.values_list("title", flat=True)}


@pytest.mark.parametrize("member", [False, True], ids=["stranger", "member"])
def test_readers_see_what_is_public_for_them(*, member: bool) -> None:
    fill()
    reader = UserFactory.create() if member else AnonymousUser()
    wanted = {n for n, fate in enumerate(WORLD) if may_read(fate, member=member)}
    unlisted = {n for n in wanted if WORLD[n]["visibility"] == Visibility.UNLISTED}

    visible = Post.objects.visible_to(reader, now=NOW)

    assert len(Post.objects.all()) > 400
    assert numbers(visible) == wanted
    assert numbers(visible.listed()) == wanted - unlisted
    assert unlisted


def test_what_is_live_does_not_ask_who_reads() -> None:
    fill()

    live = numbers(Post.objects.live(NOW))

    assert live == {n for n, fate in enumerate(WORLD) if is_live(fate)}


def test_a_scheduled_post_appears_at_its_very_moment() -> None:
    post = PostFactory.create(scheduled=True, publish_at=NOW)

    assert not Post.objects.live(NOW - MOMENT).exists()
    assert Post.objects.live(NOW).get() == post
