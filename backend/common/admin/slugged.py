"""Rows with a slug: made where the form leaves it empty, refused where it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from typing_extensions import override

from common.admin.domain_errors import DomainErrorModelAdmin
from common.slugs import allocate_slugs, taken_slugs

ModelT = TypeVar("ModelT", bound=Model)

if TYPE_CHECKING:
    from django.forms import ModelForm
else:
    # Django's class takes no type argument at run time.
    class ModelForm(forms.ModelForm):
        def __class_getitem__(cls, _model: Any) -> type[forms.ModelForm]:
            return cls


class SluggedForm(ModelForm[ModelT]):
    """Lets the slug be empty, and knows that former slugs of others are taken."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields[
                "slug"
            ].help_text = (
                "Empty: made from the name. After a change, the old address redirects."
            )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        row: Any = self.instance
        if not slug:
            return row.slug if row.pk else ""
        if row.pk and row.slug_history.filter(slug=slug).exists():
            return slug
        has_changed = not row.pk or slug != self.initial.get("slug")
        if has_changed and taken_slugs(type(row), [slug]):
            kind = row._meta.verbose_name
            raise forms.ValidationError(
                f"“{slug}” belongs or belonged to another {kind}; choose another.",
                code="taken",
            )
        return slug


class SluggedModelAdmin(DomainErrorModelAdmin[ModelT]):
    """Makes the slug of a new row from its `slug_source`."""

    slug_source = "name"

    @override
    def save_model(
        self, request: HttpRequest, obj: ModelT, form: Any, change: Any
    ) -> None:
        row: Any = obj
        if not row.slug:
            name: str = getattr(row, self.slug_source)
            row.slug = allocate_slugs(type(obj), [name])[0]
        super().save_model(request, obj, form, change)
