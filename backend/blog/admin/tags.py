"""Tags in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.http import HttpRequest
from typing_extensions import override

from author.policies import Actor
from blog.models import Tag
from blog.policies.library import (
    can_create_tag,
    can_delete_tags,
    can_edit_tags,
    can_view_tags,
)
from common.admin.policed import Action
from common.admin.slugged import SluggedForm, SluggedModelAdmin

if TYPE_CHECKING:
    from custom_user.services import Account


class TagForm(SluggedForm[Tag]):
    """What editors may say about a tag."""

    class Meta:
        model = Tag
        fields = ["name", "slug", "description", "owner"]


@admin.register(Tag)
class TagAdmin(SluggedModelAdmin[Tag]):
    form = TagForm
    autocomplete_fields = ["owner"]
    list_display = ["name", "slug", "post_count", "owner", "updated_at"]
    list_select_related = ["owner"]
    readonly_fields = ["post_count"]
    search_fields = ["name", "slug"]

    @override
    def may(self, action: Action, actor: Actor, row: Tag | None, /) -> bool:
        policy = {
            "view": can_view_tags,
            "add": can_create_tag,
            "change": can_edit_tags,
            "delete": can_delete_tags,
        }[action]
        return policy(actor=actor)

    @override
    def save_model(
        self, request: HttpRequest, obj: Tag, form: Any, change: Any
    ) -> None:
        if not change and not can_edit_tags(actor=request.user):
            obj.owner = cast("Account", request.user)
        super().save_model(request, obj, form, change)
