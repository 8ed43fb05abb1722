"""Role x policy x own or other x state: every cell is written down here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from author.policies import Actor
from author.tests.factories import AuthorFactory
from blog.constants import LEGAL_MOVES, PostState
from blog.models import Post
from blog.policies import comments, ownership, posts
from blog.tests.factories import FAR_AHEAD, LONG_AGO, PostFactory
from blog.tests.policies.actors import (
    MAKERS,
    column,
    make_actor,
    names_of_policies,
    names_of_rows,
)
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# Draft, submitted, reviewed, sCheduled, published, archived: where the answer is yes.
# A star is all of them. Whether a move is legal there is not the policies' to say.
LETTERS = dict(zip("dsrcpa", PostState, strict=True))
OF_POSTS = """
                         root adm  edit auth cont mod  read supp memb gone anon
can_view_post own        *    *    *    *    *    *    p    *    p    p    p
can_view_post other      *    *    *    p    p    *    p    *    p    p    p
can_see_on_desk own      *    *    *    *    *    *    -    *    -    -    -
can_see_on_desk other    *    *    *    -    -    *    -    *    -    -    -
can_edit_post own        *    *    *    *    d    -    -    -    -    -    -
can_edit_post other      *    *    *    -    -    -    -    -    -    -    -
submit own               *    *    *    *    *    -    -    -    -    -    -
submit other             *    *    *    -    -    -    -    -    -    -    -
request_changes own      *    *    *    -    -    -    -    -    -    -    -
request_changes other    *    *    *    -    -    -    -    -    -    -    -
approve own              *    *    *    -    -    -    -    -    -    -    -
approve other            *    *    *    -    -    -    -    -    -    -    -
publish own              *    *    *    *    -    -    -    -    -    -    -
publish other            *    *    *    -    -    -    -    -    -    -    -
schedule own             *    *    *    *    -    -    -    -    -    -    -
schedule other           *    *    *    -    -    -    -    -    -    -    -
unschedule own           *    *    *    *    -    -    -    -    -    -    -
unschedule other         *    *    *    -    -    -    -    -    -    -    -
unpublish own            *    *    *    *    -    -    -    -    -    -    -
unpublish other          *    *    *    -    -    -    -    -    -    -    -
archive own              *    *    *    *    -    -    -    -    -    -    -
archive other            *    *    *    -    -    -    -    -    -    -    -
reopen own               *    *    *    *    -    -    -    -    -    -    -
reopen other             *    *    *    -    -    -    -    -    -    -    -
can_delete_post own      *    *    *    -    -    -    -    -    -    -    -
can_delete_post other    *    *    *    -    -    -    -    -    -    -    -
can_restore_post own     *    *    *    -    -    -    -    -    -    -    -
can_restore_post other   *    *    *    -    -    -    -    -    -    -    -
can_view_revisions own   *    *    *    *    -    *    -    *    -    -    -
can_view_revisions other *    *    *    -    -    *    -    *    -    -    -
can_comment own          *    *    *    *    *    *    p    -    -    -    -
can_comment other        *    *    *    p    p    *    p    -    -    -    -
"""
IN_GENERAL = """
                      root adm  edit auth cont mod  read supp memb gone anon
can_open_desk         y    y    y    y    y    y    -    y    -    -    -
can_create_post       y    y    y    y    y    -    -    -    -    -    -
can_edit_posts        y    y    y    y    y    -    -    -    -    -    -
can_edit_others       y    y    y    -    -    -    -    -    -    -    -
can_assign_post       y    y    y    -    -    -    -    -    -    -    -
can_be_assigned       y    y    y    -    -    -    -    -    -    -    -
can_feature_posts     y    y    y    -    -    -    -    -    -    -    -
can_export_posts      y    y    y    -    -    y    -    y    -    -    -
can_delete_post       y    y    y    -    -    -    -    -    -    -    -
can_view_blog         y    y    y    y    y    y    y    -    -    -    -
can_moderate_comments y    y    y    -    -    y    -    -    -    -    -
"""
# Of the byline of Ada and the actor: what may become of it?
BYLINES = """
            root adm  edit auth cont mod  read supp memb gone anon
unchanged   y    y    y    y    y    y    y    y    y    y    -
one-more    y    y    y    y    y    y    y    y    y    y    -
without-Ada y    y    y    -    -    -    -    -    -    -    -
without-own y    y    y    -    -    -    -    -    -    -    -
nobody      y    y    y    -    -    -    -    -    -    -    -
"""


def posts_of(actor: Actor | None) -> dict[str, Post]:
    """Return a post in each state, by letter, signed by the actor or by a stranger."""
    author = getattr(actor, "author", None) or AuthorFactory.create()
    dates = {
        PostState.SCHEDULED: {"publish_at": FAR_AHEAD, "published_at": FAR_AHEAD},
        PostState.PUBLISHED: {"published_at": LONG_AGO},
    }
    return {
        letter: PostFactory.create(
            state=state, authors=[author], **dates.get(state, {})
        )
        for letter, state in LETTERS.items()
    }


def policy_of(name: str) -> Callable[..., bool]:
    if name in LEGAL_MOVES:
        return partial(posts.can_move_post, move=name)
    policy: Callable[..., bool] = (vars(posts) | vars(comments))[name]
    is_dated = policy in {posts.can_view_post, comments.can_comment}
    return partial(policy, now=timezone.now()) if is_dated else policy


def answer(policy: Callable[..., bool], actor: Actor, world: dict[str, Post]) -> str:
    found = "".join(
        letter for letter, post in world.items() if policy(actor=actor, post=post)
    )
    return {"dsrcpa": "*", "": "-"}.get(found, found)


@pytest.mark.parametrize("name", MAKERS)
def test_what_somebody_may_do_with_own_posts_and_with_those_of_others(
    name: str,
) -> None:
    actor = make_actor(name)
    worlds = {"own": posts_of(actor), "other": posts_of(None)}
    expected = column(OF_POSTS, name)

    found = {
        row: answer(policy_of(row.split()[0]), actor, worlds[row.split()[1]])
        for row in expected
    }

    assert found == expected


@pytest.mark.parametrize("name", MAKERS)
def test_what_somebody_may_do_at_all(name: str) -> None:
    actor = make_actor(name)
    expected = column(IN_GENERAL, name)

    found = {row: "y" if policy_of(row)(actor=actor) else "-" for row in expected}

    assert found == expected


def test_every_policy_stands_in_a_table() -> None:
    policies = names_of_policies(posts) | names_of_policies(comments)
    rows = names_of_rows(OF_POSTS, IN_GENERAL)

    assert rows == (policies - {"can_move_post", "can_set_byline"}) | set(LEGAL_MOVES)
    assert set(posts.PERMISSION_OF_MOVE) == set(LEGAL_MOVES)


@pytest.mark.parametrize("name", MAKERS)
def test_who_turns_which_byline_into_which(name: str) -> None:
    actor = make_actor(name)
    ada, bob = (author.pk for author in AuthorFactory.create_batch(2))
    own = getattr(actor, "author", None)
    own_id = own.pk if own else bob + 1
    wishes = {
        "unchanged": {ada, own_id},
        "one-more": {bob, own_id, ada},
        "without-Ada": {own_id},
        "without-own": {ada, bob},
        "nobody": set(),
    }

    found = {
        row: posts.can_set_byline(actor=actor, stored={ada, own_id}, wanted=wish)
        for row, wish in wishes.items()
    }

    expected = column(BYLINES, name)
    assert {row: "y" if it else "-" for row, it in found.items()} == expected


@pytest.mark.parametrize("name", MAKERS)
def test_lists_hold_what_the_policy_lets_see(name: str) -> None:
    actor = make_actor(name)
    rows = [*posts_of(actor).values(), *posts_of(None).values()]
    seen = {post for post in rows if posts.can_see_on_desk(actor=actor, post=post)}
    owned = {post for post in rows if ownership.owns_post(actor=actor, post=post)}

    assert set(Post.objects.filter(posts.posts_on_desk(actor=actor))) == seen
    assert set(Post.objects.filter(ownership.owned_by(actor=actor))) == owned


@pytest.mark.parametrize("name", ["auth", "cont"])
def test_who_has_no_profile_starts_no_post(name: str) -> None:
    assert not posts.can_create_post(actor=MAKERS[name]())


def test_ownership_takes_one_statement_and_none_where_it_is_known(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = UserFactory.create()
    author = AuthorFactory.create(user=user)
    PostFactory.create(authors=[AuthorFactory.create(), author])
    post = Post.objects.get()
    prefetched = Post.objects.prefetch_related("bylines__author").get()

    with django_assert_num_queries(1):
        assert ownership.owns_post(actor=user, post=post)
        assert ownership.owns_post(actor=user, post=post)
    with django_assert_num_queries(0):
        assert ownership.owns_post(actor=user, post=prefetched)
