"""Markdown to safe HTML and to everything a post stores beside it."""

from dataclasses import dataclass
from typing import Final

from common.text.cleaning import clean_html
from common.text.cmark import markdown_to_unsafe_html
from common.text.document import TableOfContentsEntry, read_document
from common.text.exceptions import (
    InvalidTextError,
    MarkdownTooComplexError,
    MarkdownTooLargeError,
)
from common.text.metrics import make_excerpt, measure_text
from common.text.nesting import check_nesting

MAX_SOURCE_BYTES: Final = 200_000
MAX_HTML_CHARACTERS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class RenderedMarkdown:
    """The result for one source: equal sources give equal results.

    `html` is safe to show as it is; `text` is plain, one line per block; `image_urls`
    and `links` (absolute ones only) are unescaped, unique and in order of appearance.
    """

    html: str
    text: str
    table_of_contents: list[TableOfContentsEntry]
    excerpt: str
    word_count: int
    reading_minutes: int
    image_urls: tuple[str, ...]
    links: tuple[str, ...]


def render_markdown(
    source: str, *, max_bytes: int = MAX_SOURCE_BYTES
) -> RenderedMarkdown:
    """Render GitHub-flavoured Markdown with footnotes and raw HTML, cleaned.

    Raises:
        InvalidTextError: a NUL or half a surrogate pair in the source.
        MarkdownTooLargeError: more than `max_bytes` of UTF-8.
        MarkdownTooComplexError: nested too deeply, or grows beyond
        `MAX_HTML_CHARACTERS`.
    """
    _check_source(source, max_bytes)
    unsafe_html = markdown_to_unsafe_html(source)
    _check_growth(unsafe_html)
    check_nesting(unsafe_html)
    cleaned = clean_html(unsafe_html)
    # Unclosed formatting is repeated in every following paragraph, so this can grow
    # too.
    _check_growth(cleaned)
    document = read_document(cleaned)
    measures = measure_text(document.text)
    return RenderedMarkdown(
        html=document.html,
        text=document.text,
        table_of_contents=document.table_of_contents,
        # Posts made of lists, tables or code alone have no prose to take.
        excerpt=make_excerpt(document.prose or document.text),
        word_count=measures.word_count,
        reading_minutes=measures.reading_minutes,
        image_urls=document.image_urls,
        links=document.links,
    )


def _check_source(source: str, max_bytes: int) -> None:
    position = source.find("\0")
    if position >= 0:
        raise InvalidTextError(reason="a NUL character", position=position)
    try:
        size = len(source.encode())
    except UnicodeEncodeError as error:
        raise InvalidTextError(
            reason="half a surrogate pair, which is not a character",
            position=error.start,
        ) from error
    if size > max_bytes:
        raise MarkdownTooLargeError(size=size, limit=max_bytes)


def _check_growth(html: str) -> None:
    if len(html) > MAX_HTML_CHARACTERS:
        raise MarkdownTooComplexError(
            f"The text grows to more than {MAX_HTML_CHARACTERS:,} characters of HTML. "
            "Use fewer footnote references, table cells or nested quotes."
        )
