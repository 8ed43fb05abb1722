"""Rows with a slug: made where the form leaves it empty, refused where it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Model
from django.http import HttpRequest
from typing_extensions import override

from common.admin.domain_errors import DomainErrorModelAdmin
from common.models import SLUG_MAX_LENGTH
from common.slugs import allocate_slugs, is_canonical, lock_slugs, taken_slugs
from common.text.slugs import make_slug

ModelT = TypeVar("ModelT", bound=Model)

if TYPE_CHECKING:

    class ModelForm(forms.ModelForm[ModelT]):
        """What Django's types leave out."""

        def _get_validation_exclusions(self) -> set[str]: ...
else:
    # Django's class takes no type argument at run time.
    class ModelForm(forms.ModelForm):
        def __class_getitem__(cls, _model: Any) -> type[forms.ModelForm]:
            return cls


class SluggedForm(ModelForm[ModelT]):
    """Lets the slug be empty, and takes only what `make_slug` would write.

    Former slugs of others are taken. A stored slug that is left alone always stays.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("slug"):
            field.required = False
            field.help_text = (
                "Empty: made from the name. After a change, the old address redirects."
            )
            # Django's pattern knows no vowel signs, as Hindi has them.
            field.validators = [
                check
                for check in field.validators
                if not isinstance(check, RegexValidator)
            ]

    @override
    def _get_validation_exclusions(self) -> set[str]:
        # `clean_slug` is the whole check; the model would apply the pattern again.
        return super()._get_validation_exclusions() | {"slug"}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        row: Any = self.instance
        if not slug:
            return row.slug if row.pk else ""
        if row.pk and slug == self.initial.get("slug"):
            return slug
        if not is_canonical(slug):
            canonical = make_slug(slug, max_length=SLUG_MAX_LENGTH)
            raise forms.ValidationError(
                f"Write it as “{canonical}”, or leave it empty.", code="not_canonical"
            )
        # Kept until the admin's transaction ends, so the answer still holds on writing.
        lock_slugs(type(row))
        is_own = row.pk and row.slug_history.filter(slug=slug).exists()
        if not is_own and taken_slugs(type(row), [slug]):
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
