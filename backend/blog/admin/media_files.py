"""Images in the admin."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from typing_extensions import override

from author.policies import Actor
from blog.exceptions import ImageRefusedError
from blog.models import MediaFile
from blog.policies.library import (
    can_add_media,
    can_delete_media,
    can_edit_media,
    can_view_media,
)
from blog.services.media import MAX_BYTES, store_image
from common.admin.domain_errors import DomainErrorModelAdmin
from common.admin.policed import Action

if TYPE_CHECKING:
    from custom_user.services import Account

    ModelForm = forms.ModelForm[MediaFile]
else:
    ModelForm = forms.ModelForm


class MediaFileAddForm(ModelForm):
    """Stores the upload while it checks it: only storing tells whether it is taken."""

    upload = forms.FileField(label="Image")
    # Set on the class that the page makes for each request.
    actor: Account

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
                _refuse_known(content)
                stored = store_image(
                    content, name=upload.name, alt=cleaned["alt"], actor=self.actor
                )
            except ImageRefusedError as error:
                self.add_error("upload", error.detail)
            except forms.ValidationError as error:
                self.add_error("upload", error)
            else:
                self.instance = stored
        return cleaned


def _refuse_known(content: bytes) -> None:
    # The service would return the known file and drop the new description.
    checksum = hashlib.sha256(content).hexdigest()
    if known := MediaFile.objects.filter(checksum=checksum).first():
        message = format_html(
            'This image is stored already, as <a href="{}">“{}”</a>. '
            "Nothing was added; its description can be changed there.",
            reverse("admin:blog_mediafile_change", args=[known.pk]),
            known.original_name,
        )
        raise forms.ValidationError(message, code="known")


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

    @override
    def may(self, action: Action, actor: Actor, row: MediaFile | None, /) -> bool:
        match action:
            case "view":
                return can_view_media(actor=actor)
            case "add":
                return can_add_media(actor=actor)
            case "change":
                return can_edit_media(actor=actor, media=row)
            case "delete":
                return can_delete_media(actor=actor, media=row)

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
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        kwargs["form"] = MediaFileAddForm
        form = super().get_form(request, obj, change=change, **kwargs)
        form.actor = request.user
        return form

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

    @override
    def delete_model(self, request: HttpRequest, obj: MediaFile) -> None:
        path = str(obj.file)
        super().delete_model(request, obj)
        _delete_files_after_commit([path])

    @override
    @transaction.atomic
    def delete_queryset(
        self, request: HttpRequest, queryset: QuerySet[MediaFile]
    ) -> None:
        paths = list(queryset.values_list("file", flat=True))
        super().delete_queryset(request, queryset)
        _delete_files_after_commit(paths)


def _delete_files_after_commit(paths: Iterable[str]) -> None:
    for path in paths:
        _delete_file_after_commit(path)


def _delete_file_after_commit(path: str) -> None:
    def delete_file() -> None:
        # Somebody may have stored the same image anew, under the same address.
        if not MediaFile.objects.filter(file=path).exists():
            default_storage.delete(path)

    # Robust: a file that stays only costs space, and the row is gone either way.
    transaction.on_commit(delete_file, robust=True)
