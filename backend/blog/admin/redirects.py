"""Redirects in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from typing_extensions import override

from author.policies import Actor
from blog.admin.url_field import HttpsURLField
from blog.models import Redirect
from blog.policies.library import (
    can_create_redirect,
    can_delete_redirects,
    can_edit_redirects,
    can_view_redirects,
)
from common.admin.domain_errors import DomainErrorModelAdmin
from common.admin.policed import Action
from common.site import normalize_path

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Redirect]
else:
    ModelForm = forms.ModelForm


class RedirectForm(ModelForm):
    """Takes a path in any spelling and stores the one that is looked up."""

    class Meta:
        model = Redirect
        fields = ["path", "post", "target_url"]
        field_classes = {"target_url": HttpsURLField}
        help_texts = {
            "path": "The old path or its full address; stored without the host.",
            "target_url": "Or a post. Without both, the path is answered as gone.",
        }

    def clean_path(self) -> str:
        try:
            return normalize_path(self.cleaned_data["path"])
        except ValueError as error:
            message = "This is no path or address."
            raise forms.ValidationError(message, code="invalid") from error

    @override
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("post") and cleaned.get("target_url"):
            message = "A path leads to a post or to an address, not to both."
            self.add_error("target_url", forms.ValidationError(message, code="both"))
        return cleaned


@admin.register(Redirect)
class RedirectAdmin(DomainErrorModelAdmin[Redirect]):
    form = RedirectForm
    autocomplete_fields = ["post"]
    list_display = ["path", "post", "target_url", "updated_at"]
    list_select_related = ["post"]
    search_fields = ["path", "target_url", "post__title"]

    @override
    def may(self, action: Action, actor: Actor, row: Redirect | None, /) -> bool:
        policy = {
            "view": can_view_redirects,
            "add": can_create_redirect,
            "change": can_edit_redirects,
            "delete": can_delete_redirects,
        }[action]
        return policy(actor=actor)
