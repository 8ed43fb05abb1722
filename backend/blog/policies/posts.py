"""Who may do what with posts.

Permissions come from groups and reach as far as the actor's own posts;
`change_any_post` makes them reach all. Whether a move is legal in the post's state is
the state machine's to say: here is only who may ask for it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from author.policies import Actor
from author.selectors import find_profile_of
from blog.constants import PostState, Visibility
from blog.models import Post
from blog.policies.ownership import owned_by, owns_post

CHANGE_ANY = "blog.change_any_post"
SEES_ALL = ("blog.view_post", "blog.review_post", CHANGE_ANY)
WRITES = (
    "blog.add_post",
    "blog.change_post",
    "blog.update_title",
    "blog.update_content",
    "blog.submit_post",
)
PERMISSION_OF_MOVE = {
    "submit": "blog.submit_post",
    "request_changes": "blog.review_post",
    "approve": "blog.review_post",
    "publish": "blog.publish_post",
    "schedule": "blog.publish_post",
    "unschedule": "blog.publish_post",
    "unpublish": "blog.publish_post",
    "archive": "blog.archive_post",
    "reopen": "blog.archive_post",
}
# No field stands under two permissions, so that taking one away always takes effect.
PERMISSION_OF_FIELD = {
    "title": "blog.update_title",
    "body_markdown": "blog.update_content",
} | dict.fromkeys(
    (
        "subtitle",
        "slug",
        "excerpt",
        "language",
        "canonical_url",
        "meta_title",
        "meta_description",
        "is_noindex",
        "comments_open",
        "visibility",
        "cover_image",
        "unpublish_at",
        "authors",
        "tags",
        "series",
    ),
    "blog.change_post",
)
# What stands on the front page is decided for the whole site.
SITE_FIELDS = frozenset({"is_featured"})


def can_view_post(*, actor: Actor, post: Post, now: datetime) -> bool:
    """Say who reads a post: as `PostQuerySet.visible_to`, and who has it on the desk.

    A stranger must not learn that a post exists: answer "not found", not "forbidden".
    """
    return _is_open_to(actor, post, now) or can_see_on_desk(actor=actor, post=post)


def _is_open_to(actor: Actor, post: Post, now: datetime) -> bool:
    has_begun = post.state == PostState.PUBLISHED or (
        post.state == PostState.SCHEDULED
        and post.publish_at is not None
        and post.publish_at <= now
    )
    has_ended = post.unpublish_at is not None and post.unpublish_at <= now
    if not has_begun or has_ended or post.trashed_at is not None:
        return False
    if post.visibility == Visibility.MEMBERS:
        return actor.is_authenticated
    return post.visibility in {Visibility.PUBLIC, Visibility.UNLISTED}


def can_open_desk(*, actor: Actor) -> bool:
    """Say who may ask for posts in any state; `posts_on_desk` says for which."""
    return any(map(actor.has_perm, (*SEES_ALL, *WRITES)))


def can_see_on_desk(*, actor: Actor, post: Post) -> bool:
    """Say who sees a post whatever its state: staff all, and writers their own."""
    if any(map(actor.has_perm, SEES_ALL)):
        return True
    return any(map(actor.has_perm, WRITES)) and owns_post(actor=actor, post=post)


def posts_on_desk(*, actor: Actor) -> Q:
    """Return `can_see_on_desk` as a condition on many posts."""
    if any(map(actor.has_perm, SEES_ALL)):
        return Q()
    if any(map(actor.has_perm, WRITES)):
        return owned_by(actor=actor)
    return Q(pk__in=[])


def can_create_post(*, actor: Actor) -> bool:
    """Say who starts posts: who could not sign one would lose it at once."""
    if not actor.has_perm("blog.add_post"):
        return False
    return can_edit_others(actor=actor) or find_profile_of(actor) is not None


def can_edit_others(*, actor: Actor) -> bool:
    """Say for whom the posts of others are like their own."""
    return actor.has_perm(CHANGE_ANY)


def can_edit_post(*, actor: Actor, post: Post) -> bool:
    """Say who may change anything of a post; `editable_fields` says what."""
    return bool(editable_fields(actor=actor, post=post))


def can_edit_posts(*, actor: Actor) -> bool:
    """Say who may change anything of some post."""
    return bool(_writable(actor))


def editable_fields(*, actor: Actor, post: Post) -> frozenset[str]:
    """Return the fields of this post that the actor may write.

    Who cannot publish works on drafts only: what others have reviewed stays as it is.
    """
    fields = _writable(actor)
    is_open = (
        post.state == PostState.DRAFT
        or actor.has_perm("blog.publish_post")
        or can_edit_others(actor=actor)
    )
    return fields if fields and is_open and _is_theirs(actor, post) else frozenset()


def creatable_fields(*, actor: Actor) -> frozenset[str]:
    """Return the fields that the actor may set while creating a post."""
    if not can_create_post(actor=actor):
        return frozenset()
    site = SITE_FIELDS if can_feature_posts(actor=actor) else frozenset()
    return frozenset(PERMISSION_OF_FIELD) | site


def _writable(actor: Actor) -> frozenset[str]:
    fields = {
        name
        for name, permission in PERMISSION_OF_FIELD.items()
        if actor.has_perm(permission)
    }
    return frozenset(
        fields | (SITE_FIELDS if can_feature_posts(actor=actor) else set())
    )


def _is_theirs(actor: Actor, post: Post) -> bool:
    return can_edit_others(actor=actor) or owns_post(actor=actor, post=post)


def can_feature_posts(*, actor: Actor) -> bool:
    """Say who chooses what the front page shows."""
    return actor.has_perm("blog.change_post") and can_edit_others(actor=actor)


def can_set_byline(
    *, actor: Actor, stored: Collection[int], wanted: Collection[int]
) -> bool:
    """Say who may turn a byline of the authors `stored` into one of `wanted`.

    Writers may add names and move them. Taking names off is for editors, so that
    nobody takes a post over, gives one up, or leaves it with nobody.
    """
    if can_edit_others(actor=actor):
        return True
    own = find_profile_of(actor)
    return own is not None and own.pk in wanted and set(stored) <= set(wanted)


def can_move_post(*, actor: Actor, post: Post, move: str) -> bool:
    """Say who may send a post on a move of `LEGAL_MOVES`, such as `publish`."""
    permission = PERMISSION_OF_MOVE[move]
    if not actor.has_perm(permission):
        return False
    # Reviewing is about the posts of others to begin with.
    return permission == "blog.review_post" or _is_theirs(actor, post)


def can_assign_post(*, actor: Actor) -> bool:
    """Say who chooses the reviewer of a post: reviewers."""
    return actor.has_perm("blog.review_post")


def can_be_assigned(*, actor: Actor) -> bool:
    """Say who can be chosen to review a post."""
    return actor.is_active and actor.has_perm("blog.review_post")


def can_delete_post(*, actor: Actor, post: Post | None = None) -> bool:
    """Say who puts a post into the trash, or any at all; `restore` asks the same."""
    if not actor.has_perm("blog.delete_post"):
        return False
    return post is None or _is_theirs(actor, post)


def can_restore_post(*, actor: Actor, post: Post) -> bool:
    """Say who takes a post out of the trash."""
    return can_delete_post(actor=actor, post=post)


def can_view_revisions(*, actor: Actor, post: Post) -> bool:
    """Say who reads what a post said before."""
    return actor.has_perm("blog.view_revision") and can_see_on_desk(
        actor=actor, post=post
    )


def can_export_posts(*, actor: Actor) -> bool:
    """Say who takes all posts out at once: who may see each."""
    return actor.has_perm("blog.view_post")
