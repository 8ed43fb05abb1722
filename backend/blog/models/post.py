"""The post: its content, and the rule of who may see it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from typing_extensions import override

from blog.constants import (
    EXCERPT_MAX_LENGTH,
    LEGAL_MOVES,
    META_DESCRIPTION_MAX_LENGTH,
    SUBTITLE_MAX_LENGTH,
    TITLE_MAX_LENGTH,
    PostState,
    Visibility,
)
from blog.models.post_lifecycle import PostLifecycle
from blog.models.record_moves import record_moves
from common.models import (
    SLUG_MAX_LENGTH,
    PublicModel,
    TimeStampedQuerySet,
    record_slug_history,
)

Reader = AbstractBaseUser | AnonymousUser

# What every public list is taken from; the clock decides the rest.
IS_OR_WILL_BE_LIVE = Q(
    state__in=[PostState.PUBLISHED, PostState.SCHEDULED], trashed_at__isnull=True
)


class PostQuerySet(TimeStampedQuerySet["Post"]):
    """The vocabulary for many posts; every public read starts from `visible_to`."""

    def live(self, now: datetime) -> Self:
        """Keep what is public by state and clock, whoever may read it.

        Decided when reading, so a dead worker can make no post late.
        """
        return self.filter(
            Q(state=PostState.PUBLISHED)
            | Q(state=PostState.SCHEDULED, publish_at__lte=now),
            Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now),
            trashed_at__isnull=True,
        )

    def visible_to(self, reader: Reader, *, now: datetime) -> Self:
        """Keep what `reader` may open by its URL; unlisted posts are among it."""
        allowed = [Visibility.PUBLIC, Visibility.UNLISTED]
        if reader.is_authenticated:
            allowed.append(Visibility.MEMBERS)
        return self.live(now).filter(visibility__in=allowed)

    def listed(self) -> Self:
        """Drop what only its URL leads to; for lists, counts, feeds and search."""
        return self.exclude(visibility=Visibility.UNLISTED)


class Post(PostLifecycle, PublicModel):
    """One piece of writing.

    `body_markdown` is the author's text byte for byte; `body_html`, `body_text`,
    `table_of_contents`, `word_count` and `reading_minutes` are made from it on every
    write. `published_at` is when the post became or will become public and orders every
    list; `first_published_at` never changes once set; `edited_at` is the last change of
    content, `updated_at` of any column. Counters are written by services alone.
    """

    title = models.CharField(max_length=TITLE_MAX_LENGTH)
    subtitle = models.CharField(max_length=SUBTITLE_MAX_LENGTH, blank=True)
    slug = models.SlugField(max_length=SLUG_MAX_LENGTH, unique=True, allow_unicode=True)
    body_markdown = models.TextField(blank=True)
    body_html = models.TextField(blank=True, editable=False)
    body_text = models.TextField(blank=True, editable=False)
    table_of_contents = models.JSONField(default=list, editable=False)
    excerpt = models.CharField(max_length=EXCERPT_MAX_LENGTH, blank=True)
    # False: `excerpt` was made from the body and follows it.
    has_own_excerpt = models.BooleanField(default=False, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    reading_minutes = models.PositiveIntegerField(default=1, editable=False)
    language = models.CharField(max_length=35, default="en")
    canonical_url = models.URLField(max_length=500, blank=True)
    is_featured = models.BooleanField(default=False)
    # What search engines and cards show instead of title and excerpt, if not empty.
    meta_title = models.CharField(
        max_length=TITLE_MAX_LENGTH, blank=True, db_default=""
    )
    meta_description = models.CharField(
        max_length=META_DESCRIPTION_MAX_LENGTH, blank=True, db_default=""
    )
    is_noindex = models.BooleanField(default=False, db_default=False)
    comments_open = models.BooleanField(default=True, db_default=True)

    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Moves with every change of content or state; what `If-Match` names.
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    # The newest content of a live post that readers do not see yet.
    working_revision = models.ForeignKey(
        "blog.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # When the working revision goes live by itself.
    change_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Whoever reviews the post next; the post waits on without them.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_posts",
    )

    # A post survives the loss of its picture.
    cover_image = models.ForeignKey(
        "blog.MediaFile",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cover_of",
    )
    authors = models.ManyToManyField(
        "author.Author", through="blog.PostAuthor", related_name="posts"
    )
    tags = models.ManyToManyField("blog.Tag", blank=True, related_name="posts")

    comment_count = models.PositiveIntegerField(default=0, editable=False)
    reaction_count = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-public_id"]
        permissions = [
            ("submit_post", "Can submit posts for review"),
            ("review_post", "Can approve posts and request changes"),
            ("publish_post", "Can publish, schedule and unpublish posts"),
            ("archive_post", "Can archive and reopen posts"),
            ("change_any_post", "Can treat the posts of others like own ones"),
            ("update_title", "Can change the title of posts"),
            ("update_content", "Can change the body of posts"),
            ("moderate_comment", "Can moderate comments"),
            ("can_comment", "Can comment"),
            ("can_view_blog", "Can read what is for members"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""), name="post_title_is_not_empty"
            ),
            models.CheckConstraint(
                condition=~Q(slug=""), name="post_slug_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PostState.values), name="post_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values),
                name="post_visibility_is_known",
            ),
            # Lists are ordered by it, so what is or will be public has it.
            models.CheckConstraint(
                condition=~Q(state__in=[PostState.PUBLISHED, PostState.SCHEDULED])
                | Q(published_at__isnull=False),
                name="post_public_has_published_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=PostState.SCHEDULED)
                | Q(publish_at__isnull=False, published_at=models.F("publish_at")),
                name="post_scheduled_has_publish_at",
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(unpublish_at__gt=models.F("publish_at")),
                name="post_unpublish_at_follows_publish_at",
            ),
        ]
        indexes = [
            # Every public list: newest first, without what strangers never see.
            models.Index(
                fields=["-published_at", "-public_id"],
                condition=IS_OR_WILL_BE_LIVE,
                name="post_live_newest_first",
            ),
            models.Index(
                fields=["title", "public_id"],
                condition=IS_OR_WILL_BE_LIVE,
                name="post_live_by_title",
            ),
            models.Index(
                fields=["-published_at", "-public_id"],
                condition=Q(is_featured=True) & IS_OR_WILL_BE_LIVE,
                name="post_live_featured",
            ),
            # The editors' desk.
            models.Index(fields=["state", "-updated_at"], name="post_by_state"),
        ]
        triggers = [
            # `.update()` and raw SQL bypass django-fsm; this they cannot.
            pgtrigger.FSM(
                name="refuse_illegal_moves",
                field="state",
                transitions=[
                    (source.value, target.value)
                    for moves in LEGAL_MOVES.values()
                    for source, target in moves
                ],
            ),
            record_moves(),
            record_slug_history("blog_postslughistory", "post_id"),
        ]

    @override
    def __str__(self) -> str:
        return self.title
