"""The form of a post, which becomes the input of the services."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from typing_extensions import override

from author.selectors import find_profile_of
from author.services import AuthorRef
from blog.admin.ordered_rows import OrderedFormSet
from blog.admin.url_field import HttpsURLField
from blog.constants import LANGUAGE_TAG_PATTERN, PostState, Visibility
from blog.exceptions import BodyRefusedError, TitleRefusedError
from blog.models import Post
from blog.policies.posts import can_edit_others, can_set_byline, editable_fields
from blog.services.post_content import PostInput, check_title, render_body
from common.admin.slugged import SluggedForm

if TYPE_CHECKING:
    from custom_user.services import Account

COLUMNS = [
    "title",
    "subtitle",
    "slug",
    "excerpt",
    "language",
    "canonical_url",
    "is_featured",
    "visibility",
    "cover_image",
    "unpublish_at",
    "body_markdown",
]


LANGUAGE_TAG = re.compile(LANGUAGE_TAG_PATTERN)


class PostForm(SluggedForm[Post]):
    """Asks the services' own checks, so that a fault stands beside its field."""

    # Django would strip spaces; the text is kept byte for byte.
    body_markdown = forms.CharField(
        label="Body",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "cols": 100}),
        help_text="Markdown.",
    )

    class Meta:
        model = Post
        fields = [*COLUMNS, "tags"]
        field_classes = {"canonical_url": HttpsURLField}
        help_texts = {"excerpt": "Empty: made from the beginning of the body."}
        widgets = {"excerpt": forms.Textarea(attrs={"rows": 3, "cols": 100})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.has_own_excerpt:
            self.initial["excerpt"] = ""

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        try:
            check_title(title)
        except TitleRefusedError as error:
            raise forms.ValidationError(error.detail) from error
        return title

    def clean_body_markdown(self) -> str:
        # Browsers send every line break as CR LF.
        body: str = self.cleaned_data["body_markdown"].replace("\r\n", "\n")
        try:
            render_body(body)
        except BodyRefusedError as error:
            raise forms.ValidationError(error.detail) from error
        return body

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if not LANGUAGE_TAG.fullmatch(language):
            message = "Write a language tag, such as en, ja or pt-BR."
            raise forms.ValidationError(message, code="invalid")
        return language

    def clean_unpublish_at(self) -> datetime | None:
        end: datetime | None = self.cleaned_data["unpublish_at"]
        start = self.instance.publish_at
        if end and start and end <= start:
            message = "This is before the post becomes public."
            raise forms.ValidationError(message, code="too_early")
        return end

    def _save_m2m(self) -> None:
        """Leave the tags to the service."""


class BylineFormSet(OrderedFormSet):
    """The authors, in the order of the byline; a writer's new post is their own."""

    row_field = "author"
    # Set on the class that the page makes for each request.
    actor: Account

    @override
    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        wanted = {author.pk for author in self.in_order()}
        stored = _author_ids(cast("Post", self.instance))
        if not can_set_byline(actor=self.actor, stored=stored, wanted=wanted):
            message = (
                "Keep your own name here, and leave it to editors to take one off."
            )
            raise forms.ValidationError(message, code="byline")

    @override
    def in_order(self) -> list[Any]:
        named = super().in_order()
        if named or self.instance.pk or can_edit_others(actor=self.actor):
            return named
        own = find_profile_of(self.actor)
        return [own] if own else []


def check_rights(form: PostForm, data: PostInput, stored: Post, actor: Account) -> None:
    """Ask once more about the locked row, which may have changed under the form.

    Raises:
        PermissionDenied: what the form writes is no longer the actor's to write.
    """
    fields = editable_fields(actor=actor, post=stored)
    wanted = {author.id for author in data.authors}
    keeps_byline = can_set_byline(
        actor=actor, stored=_author_ids(stored), wanted=wanted
    )
    if not fields or not form.fields.keys() <= fields or not keeps_byline:
        raise PermissionDenied


def _author_ids(post: Post) -> set[int]:
    return {author.pk for author in _stored_authors(post)}


def post_input(form: PostForm, formsets: Iterable[Any], stored: Post) -> PostInput:
    """Return what the page says, and for what it does not ask, what is stored.

    Whether `stored` is public does not change.
    """
    values = {**_stored_values(stored), **form.cleaned_data}
    is_public = stored.state in {PostState.PUBLISHED, PostState.SCHEDULED}
    bylines = [each for each in formsets if isinstance(each, BylineFormSet)]
    # Who may not see the byline does not change it either.
    authors = bylines[0].in_order() if bylines else _stored_authors(stored)
    return PostInput(
        **{name: values[name] for name in COLUMNS if name != "visibility"},
        visibility=Visibility(values["visibility"]),
        authors=tuple(AuthorRef(author.pk, author.public_id) for author in authors),
        tags=tuple(values["tags"]),
        public_from=stored.published_at if is_public else None,
    )


def _stored_values(post: Post) -> dict[str, Any]:
    values = {name: getattr(post, name) for name in COLUMNS}
    excerpt = post.excerpt if post.has_own_excerpt else ""
    tags = list(post.tags.all()) if post.pk else []
    return {**values, "excerpt": excerpt, "tags": tags}


def _stored_authors(post: Post) -> list[Any]:
    if not post.pk:
        return []
    return [byline.author for byline in post.bylines.select_related("author")]
