"""Series in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from typing_extensions import override

from author.policies import Actor
from blog.admin.ordered_rows import OrderedFormSet, OrderedInline
from blog.models import Series, SeriesMember
from blog.policies.library import (
    can_create_series,
    can_delete_series,
    can_edit_series,
    can_view_series,
)
from blog.services.series import set_series_posts
from common.admin.policed import Action
from common.admin.slugged import SluggedForm, SluggedModelAdmin


class SeriesForm(SluggedForm[Series]):
    """What editors may say about a series."""

    class Meta:
        model = Series
        fields = ["title", "slug", "description"]


class SeriesMemberFormSet(OrderedFormSet):
    """Refuses a post that another series has."""

    row_field = "post"

    @override
    def clean(self) -> None:
        super().clean()
        posts = {
            post.pk: form
            for form in self.forms
            if (post := getattr(form, "cleaned_data", {}).get("post"))
        }
        others = SeriesMember.objects.filter(post__in=posts).select_related("series")
        for member in others.exclude(series=self.instance.pk):
            message = (
                f"This post is in the series “{member.series}”; take it out first."
            )
            posts[member.post_id].add_error("post", message)


class SeriesMemberInline(OrderedInline):
    autocomplete_fields = ["post"]
    fields = ["post", "place"]
    formset = SeriesMemberFormSet
    model = SeriesMember
    verbose_name = "post"

    @override
    def may_change(self, actor: Actor, row: Series | None) -> bool:
        if row is None or row.pk is None:
            return can_create_series(actor=actor)
        return can_edit_series(actor=actor)


@admin.register(Series)
class SeriesAdmin(SluggedModelAdmin[Series]):
    form = SeriesForm
    inlines = [SeriesMemberInline]
    list_display = ["title", "slug", "post_count", "updated_at"]
    readonly_fields = ["post_count"]
    search_fields = ["title", "slug"]
    slug_source = "title"

    @override
    def may(self, action: Action, actor: Actor, row: Series | None, /) -> bool:
        policy = {
            "view": can_view_series,
            "add": can_create_series,
            "change": can_edit_series,
            "delete": can_delete_series,
        }[action]
        return policy(actor=actor)

    @override
    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: Any
    ) -> None:
        for formset in formsets:
            # Tells the history what changed; the service writes.
            formset.save(commit=False)
            if formset.has_changed():
                set_series_posts(form.instance, formset.in_order(), now=timezone.now())
