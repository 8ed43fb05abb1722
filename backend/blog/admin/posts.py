"""Posts in the admin. Every write goes through the services of posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from typing_extensions import override

from author.policies import Actor
from blog.admin.most_used import MostUsedFilter
from blog.admin.ordered_rows import OrderedInline
from blog.admin.post_form import (
    COLUMNS,
    BylineFormSet,
    PostForm,
    check_rights,
    post_input,
)
from blog.models import Post, PostAuthor, Tag
from blog.policies.library import usable_tags
from blog.policies.posts import (
    can_create_post,
    can_delete_post,
    can_edit_post,
    can_edit_posts,
    can_open_desk,
    can_see_on_desk,
    creatable_fields,
    editable_fields,
    posts_on_desk,
)
from blog.services.posts import create_post, update_post
from blog.services.purging import purge_posts
from common.admin.policed import Action
from common.admin.slugged import SluggedModelAdmin

if TYPE_CHECKING:
    from custom_user.services import Account

FACTS = [
    "state",
    "publish_at",
    "published_at",
    "first_published_at",
    "edited_at",
    "trashed_at",
    "word_count",
    "reading_minutes",
    "comment_count",
    "reaction_count",
]


class BylineInline(OrderedInline):
    autocomplete_fields = ["author"]
    fields = ["author", "place"]
    formset = BylineFormSet
    model = PostAuthor
    verbose_name = "author"

    @override
    def may_change(self, actor: Actor, row: Post | None) -> bool:
        return "authors" in _writable(actor, row)

    @override
    def get_formset(
        self, request: HttpRequest, obj: Model | None = None, **kwargs: Any
    ) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.actor = request.user
        return formset


def _writable(actor: Actor, post: Post | None) -> frozenset[str]:
    if post is None or post.pk is None:
        return creatable_fields(actor=actor)
    return editable_fields(actor=actor, post=post)


@admin.register(Post)
class PostAdmin(SluggedModelAdmin[Post]):
    """The state is shown and not edited: posts move by transitions alone."""

    form = PostForm
    autocomplete_fields = ["cover_image"]
    date_hierarchy = "created_at"
    fieldsets = [
        (None, {"fields": ["title", "subtitle", "slug", "body_markdown", "excerpt"]}),
        ("Topics and picture", {"fields": ["tags", "cover_image", "is_featured"]}),
        ("Readers", {"fields": ["visibility", "unpublish_at"]}),
        ("For machines", {"fields": ["language", "canonical_url"]}),
        ("Facts", {"fields": [*FACTS, "public_id", "created_at", "updated_at"]}),
    ]
    filter_horizontal = ["tags"]
    inlines = [BylineInline]
    list_display = [
        "title",
        "state",
        "author_names",
        "word_count",
        "visibility",
        "published_at",
    ]
    list_filter = [
        "state",
        ("authors", MostUsedFilter),
        ("tags", MostUsedFilter),
        "visibility",
        "is_featured",
    ]
    ordering = ["-created_at", "-pk"]
    readonly_fields = FACTS
    search_fields = ["title", "slug", "authors__name"]

    @override
    def may(self, action: Action, actor: Actor, row: Post | None, /) -> bool:
        if action == "add":
            return can_create_post(actor=actor)
        if action == "delete":
            return can_delete_post(actor=actor, post=row)
        if row is None:
            general = can_open_desk if action == "view" else can_edit_posts
            return general(actor=actor)
        particular = can_see_on_desk if action == "view" else can_edit_post
        return particular(actor=actor, post=row)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        posts = super().get_queryset(request).filter(posts_on_desk(actor=request.user))
        return posts.prefetch_related("bylines__author")

    @override
    def get_readonly_fields(
        self, request: HttpRequest, obj: Post | None = None
    ) -> list[Any] | tuple[Any, ...]:
        writable = _writable(request.user, obj)
        others = [name for name in (*COLUMNS, "tags") if name not in writable]
        return [*super().get_readonly_fields(request, obj), *others]

    @override
    def get_form(
        self,
        request: HttpRequest,
        obj: Post | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if tags := form.base_fields.get("tags"):
            usable = usable_tags(actor=request.user)
            if usable and obj:
                # What an editor has attached may stay.
                attached = Post.tags.through.objects.filter(post=obj)
                usable |= Q(pk__in=attached.values("tag"))
            tags.queryset = Tag.objects.filter(usable)
        return form

    @admin.display(description="authors")
    def author_names(self, post: Post) -> str:
        return ", ".join(byline.author.name for byline in post.bylines.all())

    @override
    def save_model(
        self, request: HttpRequest, obj: Post, form: Any, change: Any
    ) -> None:
        """Wait for `save_related`, which has the authors too."""

    @override
    def save_related(
        self, request: HttpRequest, form: PostForm, formsets: Iterable[Any], change: Any
    ) -> None:
        formsets = list(formsets)
        for formset in formsets:
            # Tells the history what changed; the service writes.
            formset.save(commit=False)
        post = form.instance
        actor = cast("Account", request.user)
        now = timezone.now()
        if change:
            # Locked, so that a post published meanwhile is not taken back.
            stored = Post.objects.select_for_update().get(pk=post.pk)
            data = post_input(form, formsets, stored)
            check_rights(form, data, stored, actor)
            update_post(stored, data, actor=actor, now=now)
        else:
            data = post_input(form, formsets, post)
            post.pk = create_post(data, actor=actor, now=now).pk

    @override
    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        purge_posts([obj], now=timezone.now())

    @override
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        purge_posts(queryset, now=timezone.now())
