"""What somebody wrote, and what is made from it before it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from author.services import AuthorRef
from blog.constants import EXCERPT_MAX_LENGTH, TITLE_MAX_LENGTH, Visibility
from blog.exceptions import BodyRefusedError, TimesRefusedError, TitleRefusedError
from blog.models import MediaFile, Post, Revision, Tag
from common.exceptions import FieldError
from common.text.exceptions import TextError
from common.text.markdown import RenderedMarkdown, render_markdown
from custom_user.services import Account


@dataclass(frozen=True, kw_only=True)
class PostInput:
    """The whole content of one post, as its author means it.

    `slug` is taken as it is; where it is empty, one is made from `slug_source` or the
    title. `excerpt` is made from the body where it is empty, and cut where it is too
    long. `authors` are in the order of the byline, each once. The post is public from
    `public_from` on, or a draft without it.
    """

    title: str
    body_markdown: str
    authors: tuple[AuthorRef, ...]
    tags: tuple[Tag, ...] = ()
    subtitle: str = ""
    excerpt: str = ""
    slug: str = ""
    slug_source: str = ""
    language: str = "en"
    canonical_url: str = ""
    is_featured: bool = False
    visibility: Visibility = Visibility.PUBLIC
    cover_image: MediaFile | None = None
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


def check_title(title: str) -> None:
    """Refuse a title that cannot stand in a list.

    Raises:
        TitleRefusedError: it is empty, over 200 characters, or not one printable line.
    """
    fault = _title_fault(title)
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
    post.cover_image = data.cover_image
    post.unpublish_at = data.unpublish_at


def new_revision(
    post: Post, data: PostInput, *, number: int, actor: Account | None
) -> Revision:
    """Return the revision that keeps this content, not yet saved."""
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
        },
        created_by=actor,
    )
