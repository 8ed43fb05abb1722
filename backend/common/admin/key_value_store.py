"""Configuration values and feature flags in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from typing_extensions import override

from common.admin.base import BaseModelAdmin
from common.admin.json_field import StorableJSONField
from common.flags import find_shape_errors
from common.models import KeyValueStore

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[KeyValueStore]
else:
    ModelForm = forms.ModelForm


class KeyValueStoreForm(ModelForm):
    """Refuses a value that the code reading this key could not use."""

    # JSON's false, 0 and [] are values here, which the model field would call blank.
    value = StorableJSONField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 80}),
        help_text='JSON, like true, or {"enabled": true}. Empty is the same as {}.',
    )

    class Meta:
        model = KeyValueStore
        fields = ["key", "value"]

    @override
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if "key" in cleaned and "value" in cleaned:
            if cleaned["value"] is None:
                cleaned["value"] = {}
            for error in find_shape_errors(cleaned["key"], cleaned["value"]):
                self.add_error("value", error)
        return cleaned


@admin.register(KeyValueStore)
class KeyValueStoreAdmin(BaseModelAdmin[KeyValueStore]):
    form = KeyValueStoreForm
    list_display = ["key", "value", "updated_at"]
    search_fields = ["key"]

    @override
    def get_readonly_fields(
        self, request: Any, obj: KeyValueStore | None = None
    ) -> list[Any] | tuple[Any, ...]:
        fields = super().get_readonly_fields(request, obj)
        # Code looks values up by this name; renaming one would switch it off.
        return fields if obj is None else [*fields, "key"]
