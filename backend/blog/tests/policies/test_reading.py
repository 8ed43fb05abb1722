"""The policy and `visible_to` say the same about who reads a post."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from author.policies import Actor
from blog.constants import PostState, Visibility
from blog.models import Post
from blog.policies.posts import can_view_post
from blog.tests.factories import PostFactory
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
MOMENT = timedelta(microseconds=1)
TIMES = [NOW - MOMENT, NOW, NOW + MOMENT]


def fill() -> None:
    world = product(PostState, TIMES, [None, *TIMES], [None, NOW], Visibility)
    Post.objects.bulk_create(
        PostFactory.build(
            slug=f"fate-{number}",
            state=state,
            publish_at=begin if state == PostState.SCHEDULED else None,
            published_at=begin,
            unpublish_at=end,
            trashed_at=trashed_at,
            visibility=visibility,
        )
        for number, (state, begin, end, trashed_at, visibility) in enumerate(world)
        if not (state == PostState.SCHEDULED and end and end <= begin)
    )


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_the_policy_and_the_queryset_agree(who: str) -> None:
    fill()
    reader: Actor = UserFactory.create() if who == "member" else AnonymousUser()
    visible = set(Post.objects.visible_to(reader, now=NOW).values_list("pk", flat=True))

    for post in Post.objects.all():
        may = can_view_post(actor=reader, post=post, now=NOW)
        assert may is (post.pk in visible), vars(post)
    assert visible
