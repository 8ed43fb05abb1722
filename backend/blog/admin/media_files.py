"""Images in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from typing_extensions import override

from blog.exceptions import ImageRefusedError
from blog.models import MediaFile
from blog.services.media import MAX_BYTES, store_image
from common.admin.domain_errors import DomainErrorModelAdmin

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[MediaFile]
else:
    ModelForm = forms.ModelForm


class MediaFileAddForm(ModelForm):
    """Stores the upload while it checks it: only storing tells whether it is taken."""

    upload = forms.FileField(label="Image")

    class Meta:
        model = MediaFile
        fields = ["alt"]

    @override
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("upload")
        if upload and not self.errors:
            # One byte more than allowed is enough to be refused.
            content = upload.read(MAX_BYTES + 1)
            try:
                stored = store_image(content, name=upload.name, alt=cleaned["alt"])
            except ImageRefusedError as error:
                self.add_error("upload", error.detail)
            else:
                self.instance = stored
        return cleaned


@admin.register(MediaFile)
class MediaFileAdmin(DomainErrorModelAdmin[MediaFile]):
    """Adding takes a file; afterwards only its description can change."""

    list_display = ["original_name", "width", "height", "size", "alt", "created_at"]
    list_filter = ["content_type"]
    readonly_fields = [
        "preview",
        "original_name",
        "content_type",
        "size",
        "width",
        "height",
        "checksum",
    ]
    search_fields = ["original_name", "alt", "checksum"]

    @admin.display(description="image")
    def preview(self, media: MediaFile) -> SafeString:
        url = default_storage.url(str(media.file))
        return format_html(
            '<a href="{0}"><img src="{0}" alt="" style="max-width: 20em"></a>', url
        )

    @override
    def get_fields(
        self, request: HttpRequest, obj: MediaFile | None = None
    ) -> list[Any]:
        if obj is None:
            return ["upload", "alt"]
        return ["preview", "alt", *self.get_readonly_fields(request, obj)[1:]]

    @override
    def get_form(
        self,
        request: HttpRequest,
        obj: MediaFile | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        if obj is None:
            kwargs["form"] = MediaFileAddForm
        return super().get_form(request, obj, change=change, **kwargs)

    @override
    def get_readonly_fields(
        self, request: HttpRequest, obj: MediaFile | None = None
    ) -> list[Any] | tuple[Any, ...]:
        return [] if obj is None else super().get_readonly_fields(request, obj)

    @override
    def save_model(
        self, request: HttpRequest, obj: MediaFile, form: Any, change: Any
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
