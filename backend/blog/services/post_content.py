"""What somebody wrote, and what is made from it before it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings

from author.services import AuthorRef
from blog.constants import EXCERPT_MAX_LENGTH, TITLE_MAX_LENGTH, Visibility
from blog.exceptions import BodyRefusedError, TimesRefusedError, TitleRefusedError
from blog.models import Post, Revision
from common.exceptions import FieldError
from common.text.exceptions import TextError
from common.text.markdown import RenderedMarkdown, render_markdown
from custom_user.services import Account


class RowRef(Protocol):
    """A row as others name it; a model's instance is one."""

    @property
    def pk(self) -> Any:
        """Return the key for joins."""

    @property
    def public_id(self) -> UUID:
        """Return the id for the world."""


UNSAID_STAYS = ("meta_title", "meta_description", "is_noindex", "comments_open")
# What a revision keeps beside its own columns and what other rows are named by.
PLAIN_METADATA = (
    "slug",
    "language",
    "canonical_url",
    "is_featured",
    "visibility",
    *UNSAID_STAYS,
)


@dataclass(frozen=True, kw_only=True)
class PostInput:
    """The whole content of one post, as its author means it.

    `slug` is taken as it is; where it is empty, one is made from `slug_source` or the
    title. `excerpt` is made from the body where it is empty, and cut where it is too
    long. `authors` are in the order of the byline, each once. The post is public from
    `public_from` on, or a draft without it. None for a `meta_…` field, `is_noindex` or
    `comments_open` leaves what is stored. `series` is only kept on record: members are
    written by the services of series.
    """

    title: str
    body_markdown: str
    authors: tuple[AuthorRef, ...]
    tags: tuple[RowRef, ...] = ()
    subtitle: str = ""
    excerpt: str = ""
    slug: str = ""
    slug_source: str = ""
    language: str = "en"
    canonical_url: str = ""
    is_featured: bool = False
    visibility: Visibility = Visibility.PUBLIC
    meta_title: str | None = None
    meta_description: str | None = None
    is_noindex: bool | None = None
    comments_open: bool | None = None
    cover_image: RowRef | None = None
    series: RowRef | None = None
    public_from: datetime | None = None
    unpublish_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "excerpt", self.excerpt[:EXCERPT_MAX_LENGTH])
        object.__setattr__(self, "authors", tuple(dict.fromkeys(self.authors)))


def render_body(source: str) -> RenderedMarkdown:
    """Return the HTML and everything else that is made from a body.

    Raises:
        BodyRefusedError: too large or too complex, or with characters that cannot be
            stored.
    """
    try:
        return render_markdown(source)
    except TextError as error:
        fault = FieldError("/body_markdown", error.code, str(error))
        raise BodyRefusedError(str(error), errors=(fault,)) from error


def check_title(title: str, body: str = "") -> None:
    """Refuse a title that cannot stand in a list, or above this body.

    Raises:
        TitleRefusedError: it is empty, over 200 characters, not one printable line,
            against the rule of the settings, or all that the body says.
    """
    fault = _title_fault(title)
    if fault is None and title.strip() == body.strip():
        detail = "The title is the same as the body; write more, or another title."
        fault = FieldError("/title", "same_as_body", detail)
    if fault is not None:
        raise TitleRefusedError(fault.detail, errors=(fault,))


def check_times(data: PostInput) -> None:
    """Refuse a post that would be gone before it is there.

    Raises:
        TimesRefusedError: `unpublish_at` is not after `public_from`.
    """
    if data.public_from and data.unpublish_at and data.unpublish_at <= data.public_from:
        detail = "`unpublish_at` must be later than the time the post becomes public."
        fault = FieldError("/unpublish_at", "too_early", detail)
        raise TimesRefusedError(detail, errors=(fault,))


def _title_fault(title: str) -> FieldError | None:
    if not title.strip():
        return FieldError("/title", "blank", "Give the post a title.")
    if len(title) > TITLE_MAX_LENGTH:
        detail = (
            f"The title has {len(title)} characters; "
            f"at most {TITLE_MAX_LENGTH} are allowed."
        )
        return FieldError("/title", "max_length", detail)
    if not title.isprintable():
        detail = "The title holds line breaks or control characters; remove them."
        return FieldError("/title", "invalid_characters", detail)
    return _named_rule_fault(title)


def _named_rule_fault(title: str) -> FieldError | None:
    """Apply the rule whose two parts are settings."""
    found = sorted(set(title) & set(settings.TITLE_FORBIDDEN_CHARACTERS))
    if found:
        detail = f"A title must not hold: {' '.join(found)}"
        return FieldError("/title", "forbidden_characters", detail)
    if title.strip().casefold() in settings.TITLE_RESERVED_WORDS:
        detail = f"“{title.strip()}” is reserved; choose another title."
        return FieldError("/title", "reserved", detail)
    return None


def apply_content(post: Post, data: PostInput, rendered: RenderedMarkdown) -> None:
    """Set every column of `post` that comes from its content, without saving."""
    post.title = data.title
    post.subtitle = data.subtitle
    post.body_markdown = data.body_markdown
    post.body_html = rendered.html
    post.body_text = rendered.text
    post.table_of_contents = rendered.table_of_contents
    post.has_own_excerpt = bool(data.excerpt)
    post.excerpt = data.excerpt or rendered.excerpt
    post.word_count = rendered.word_count
    post.reading_minutes = rendered.reading_minutes
    post.language = data.language
    post.canonical_url = data.canonical_url
    post.is_featured = data.is_featured
    post.visibility = data.visibility
    # By key, since what names the picture need not be its whole row.
    post.cover_image_id = data.cover_image.pk if data.cover_image else None
    post.unpublish_at = data.unpublish_at
    for name in UNSAID_STAYS:
        if (value := getattr(data, name)) is not None:
            setattr(post, name, value)


def new_revision(
    post: Post, data: PostInput, *, number: int, actor: Account | None
) -> Revision:
    """Return the revision that keeps this content, not yet saved.

    `post` has the content already, and the version that comes with it.
    """
    cover = data.cover_image
    return Revision(
        post=post,
        number=number,
        title=data.title,
        subtitle=data.subtitle,
        body_markdown=data.body_markdown,
        excerpt=data.excerpt,
        metadata={
            "authors": [str(author.public_id) for author in data.authors],
            "tags": sorted(str(tag.public_id) for tag in data.tags),
            "cover_image": str(cover.public_id) if cover else None,
            "series": str(data.series.public_id) if data.series else None,
            **{name: getattr(post, name) for name in PLAIN_METADATA},
            "version": post.version,
        },
        created_by=actor,
    )
