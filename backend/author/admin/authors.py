"""Authors in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from typing_extensions import override

from author.models import Author
from author.services import delete_author
from common.admin.json_field import StorableJSONField
from common.admin.slugged import SluggedForm, SluggedModelAdmin

_check_url = URLValidator(schemes=["http", "https"])


class AuthorForm(SluggedForm[Author]):
    """Checks the shape of the links, which the database does not know."""

    links = StorableJSONField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        help_text='A list, like [{"title": "Home page", "url": "https://…"}].',
    )

    class Meta:
        model = Author
        fields = ["name", "slug", "bio", "email", "user", "avatar", "links"]

    def clean_links(self) -> list[dict[str, str]]:
        links = self.cleaned_data["links"] or []
        if not isinstance(links, list) or not all(map(_is_link, links)):
            raise ValidationError(
                "Write a list of links, each with a title and an http or https url.",
                code="invalid",
            )
        return links


def _is_link(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"title", "url"}:
        return False
    if not all(isinstance(part, str) and part.strip() for part in value.values()):
        return False
    try:
        _check_url(value["url"])
    except ValidationError:
        return False
    return True


@admin.register(Author)
class AuthorAdmin(SluggedModelAdmin[Author]):
    form = AuthorForm
    autocomplete_fields = ["user"]
    list_display = ["name", "slug", "post_count", "user", "updated_at"]
    list_select_related = ["user"]
    readonly_fields = ["post_count"]
    search_fields = ["name", "slug", "email"]

    @override
    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        if protected:
            names = ", ".join(f"“{author}”" for author in objs[:5])
            message = f"{names}: give all posts to somebody else first."
            self.message_user(request, message, messages.ERROR)
        return deleted, counts, missing, protected

    @override
    def delete_model(self, request: HttpRequest, obj: Author) -> None:
        delete_author(author=obj)

    @override
    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Author]) -> None:
        for author in queryset:
            delete_author(author=author)
