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
from author.policies import (
    Actor,
    can_create_author,
    can_delete_author,
    can_edit_author,
    can_view_author,
    editable_author_fields,
    viewable_authors,
)
from author.services import delete_author
from common.admin.json_field import StorableJSONField
from common.admin.policed import Action
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
    def may(self, action: Action, actor: Actor, row: Author | None, /) -> bool:
        match action:
            case "view":
                return can_view_author(actor=actor, author=row)
            case "add":
                return can_create_author(actor=actor)
            case "change":
                return can_edit_author(actor=actor, author=row)
            case "delete":
                return can_delete_author(actor=actor)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        return (
            super().get_queryset(request).filter(viewable_authors(actor=request.user))
        )

    @override
    def get_hidden_fields(
        self, request: HttpRequest, obj: Author | None = None, /
    ) -> set[str]:
        hidden = super().get_hidden_fields(request, obj)
        # The address is for our own mail, not for colleagues.
        knows = obj is None or can_edit_author(actor=request.user, author=obj)
        return hidden if knows else hidden | {"email"}

    @override
    def get_search_fields(self, request: HttpRequest) -> list[str]:
        # Searching would tell an address piece by piece.
        if can_edit_author(actor=request.user):
            return self.search_fields
        return [name for name in self.search_fields if name != "email"]

    @override
    def get_readonly_fields(
        self, request: HttpRequest, obj: Author | None = None
    ) -> list[Any] | tuple[Any, ...]:
        fields = super().get_readonly_fields(request, obj)
        if obj is None:
            return fields
        editable = editable_author_fields(actor=request.user, author=obj)
        return [*fields, *sorted(set(AuthorForm.Meta.fields) - editable)]

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
