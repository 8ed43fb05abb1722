"""Who may do what with tags, series, redirects and images."""

from __future__ import annotations

from django.db.models import Q

from author.policies import Actor
from blog.models import MediaFile, Tag
from blog.policies.posts import can_edit_others


def can_view_tags(*, actor: Actor) -> bool:
    """Say who sees tags that no public post has."""
    return actor.has_perm("blog.view_tag")


def can_create_tag(*, actor: Actor) -> bool:
    """Say who makes tags; whoever may not edit shared ones makes them for themself."""
    return actor.has_perm("blog.add_tag")


def can_edit_tags(*, actor: Actor) -> bool:
    """Say who renames, merges and shares tags: posts of many may have them."""
    return actor.has_perm("blog.change_tag")


def can_delete_tags(*, actor: Actor) -> bool:
    """Say who deletes tags."""
    return actor.has_perm("blog.delete_tag")


def viewable_tags(*, actor: Actor) -> Q:
    """Return which tags the actor knows of, as a condition."""
    return Q() if can_view_tags(actor=actor) else Q(post_count__gt=0)


def can_delete_tag(*, actor: Actor, tag: Tag) -> bool:
    """Say who deletes this tag: its owner too, as long as no post carries it."""
    return can_delete_tags(actor=actor) or (
        actor.is_active and tag.owner_id == actor.pk and can_create_tag(actor=actor)
    )


def can_use_tag(*, actor: Actor, tag: Tag) -> bool:
    """Say who may attach a tag: shared ones all writers, those of others editors."""
    return can_edit_others(actor=actor) or tag.owner_id in {None, actor.pk}


def usable_tags(*, actor: Actor) -> Q:
    """Return `can_use_tag` as a condition on many tags."""
    if can_edit_others(actor=actor):
        return Q()
    return Q(owner__isnull=True) | Q(owner=actor.pk)


def can_view_series(*, actor: Actor) -> bool:
    """Say who sees series whatever the state of their posts."""
    return actor.has_perm("blog.view_series")


def viewable_series(*, actor: Actor) -> Q:
    """Return which series the actor knows of, as a condition."""
    return Q() if can_view_series(actor=actor) else Q(post_count__gt=0)


def can_create_series(*, actor: Actor) -> bool:
    """Say who starts a series."""
    return actor.has_perm("blog.add_series")


def can_edit_series(*, actor: Actor) -> bool:
    """Say who names a series and orders its posts."""
    return actor.has_perm("blog.change_series")


def can_delete_series(*, actor: Actor) -> bool:
    """Say who deletes a series; its posts stay."""
    return actor.has_perm("blog.delete_series")


def can_view_redirects(*, actor: Actor) -> bool:
    """Say who sees the list of old paths."""
    return actor.has_perm("blog.view_redirect")


def can_create_redirect(*, actor: Actor) -> bool:
    """Say who claims an old path."""
    return actor.has_perm("blog.add_redirect")


def can_edit_redirects(*, actor: Actor) -> bool:
    """Say who changes where old paths lead."""
    return actor.has_perm("blog.change_redirect")


def can_delete_redirects(*, actor: Actor) -> bool:
    """Say who lets an old path die."""
    return actor.has_perm("blog.delete_redirect")


def can_view_media(*, actor: Actor) -> bool:
    """Say who looks for images; the images themselves are public."""
    return actor.has_perm("blog.view_mediafile")


def can_add_media(*, actor: Actor) -> bool:
    """Say who uploads images."""
    return actor.has_perm("blog.add_mediafile")


def can_edit_media(*, actor: Actor, media: MediaFile | None = None) -> bool:
    """Say who describes an image: whoever brought it, and editors; or any, without."""
    return actor.has_perm("blog.change_mediafile") and _is_theirs(actor, media)


def usable_media(*, actor: Actor) -> Q:
    """Return which images the actor may put on a post: own ones, and imported ones."""
    if can_edit_others(actor=actor):
        return Q()
    return Q(uploaded_by__isnull=True) | Q(uploaded_by=actor.pk)


def can_delete_media(*, actor: Actor, media: MediaFile | None = None) -> bool:
    """Say who deletes an image, which the posts of others may show."""
    return actor.has_perm("blog.delete_mediafile") and _is_theirs(actor, media)


def _is_theirs(actor: Actor, media: MediaFile | None) -> bool:
    return (
        media is None
        or can_edit_others(actor=actor)
        or media.uploaded_by_id == actor.pk
    )
