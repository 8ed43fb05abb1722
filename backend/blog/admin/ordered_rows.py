"""Rows of an inline whose order matters: the authors of a post, the posts of a series.

The inline only reads them; the page that holds it hands the order to a service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from typing_extensions import override

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Model]
    FormSet = forms.BaseInlineFormSet[Model, Model, ModelForm]
    TabularInline = admin.TabularInline[Model, Model]
else:
    ModelForm = forms.ModelForm
    FormSet = forms.BaseInlineFormSet
    TabularInline = admin.TabularInline


class OrderedRowForm(ModelForm):
    """One row: what stands there, and at which place."""

    place = forms.IntegerField(
        required=False, min_value=1, help_text="Empty: after the others."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Any = self.instance
        if row.pk:
            self.initial["place"] = row.position + 1

    @override
    def validate_unique(self) -> None:
        """Check nothing: two rows may change places, which each alone could not."""


class OrderedFormSet(FormSet):
    """All rows of one page; `row_field` is the foreign key that they order."""

    row_field: str

    @override
    def clean(self) -> None:
        # Instead of Django's check, which names columns and not the row.
        seen = set()
        for form in self.forms:
            row = getattr(form, "cleaned_data", {}).get(self.row_field)
            if row is None or form in self.deleted_forms:
                continue
            if row in seen:
                form.add_error(self.row_field, f"“{row}” is here twice; remove one.")
            seen.add(row)

    def in_order(self) -> list[Any]:
        """Return what the rows name, by place, those without one last."""
        # Where somebody may only look, `cleaned_data` holds keys instead of rows.
        rows = [
            (
                form.cleaned_data.get("place") or len(self.forms) + 1_000_000,
                getattr(form.instance, self.row_field),
            )
            for form in self.forms
            if form not in self.deleted_forms and form.cleaned_data.get(self.row_field)
        ]
        return [row for _place, row in sorted(rows, key=lambda pair: pair[0])]


class OrderedInline(TabularInline):
    """Base of both inlines: whoever may open the page sees the rows."""

    extra = 1
    form = OrderedRowForm

    def may_change(self, actor: Any, row: Any) -> bool:
        """Say whether `actor` may order the rows of `row`, or of a new one for None."""
        raise NotImplementedError

    @override
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request.user, obj)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request.user, obj)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request.user, obj)
