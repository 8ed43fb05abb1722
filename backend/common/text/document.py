"""Reads cleaned HTML once: gives headings their ids and collects what is worth storing.

The walk uses a regex instead of an HTML parser because its input is always nh3's
canonical output (see `clean_html`), in which the pattern below matches every byte.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from typing import Final, NamedTuple, TypedDict
from urllib.parse import unquote

from common.text.cleaning import EXTERNAL_REL, ID_PREFIX, is_external
from common.text.slugs import make_slug, slug_words

HEADING_ID_LENGTH: Final = 80
_HEADING_FALLBACK: Final = "section"

TOKEN: Final = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>|([^<]+)')
_ATTRIBUTE: Final = re.compile(r' ([a-z-]+)="([^"]*)"')
_HREF: Final = re.compile(r' href="[^"]*"')
_REL: Final = f' rel="{EXTERNAL_REL}"'
# No text can hold this character: the HTML parser replaces it.
_LINE_BREAK: Final = "\0"


class TableOfContentsEntry(TypedDict):
    """One heading; `title` is plain text, `id` the anchor including its prefix."""

    id: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Document:
    """What one walk over the cleaned HTML found."""

    html: str
    text: str
    prose: str
    table_of_contents: list[TableOfContentsEntry]
    image_urls: tuple[str, ...]
    links: tuple[str, ...]


class _Tag(NamedTuple):
    """One tag as written; `attributes` starts with a space unless it is empty."""

    is_end: bool
    name: str
    attributes: str


@dataclass(slots=True)
class _Heading:
    part: int
    level: int
    explicit_id: str
    words: list[str]

    @property
    def title(self) -> str:
        return " ".join(unescape("".join(self.words)).replace(_LINE_BREAK, " ").split())


class _Walker:
    """Keeps the output as tokens, so that later ones can change earlier ones."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[str] = []
        self.prose: list[str] = []
        self.line: list[str] = []
        self.ids: set[str] = set()
        self.headings: list[_Heading] = []
        self.open_headings: list[_Heading] = []
        self.fragments: list[tuple[int, str, str]] = []
        self.images: dict[str, None] = {}
        self.links: dict[str, None] = {}
        # Per open <a>: whether its text is left out; per open <section>: whether it is
        # aside.
        self.open_links: list[bool] = []
        self.open_sections: list[bool] = []
        self.hidden = 0
        self.aside = 0
        self.preformatted = 0

    def walk(self, html: str) -> Document:
        for match in TOKEN.finditer(html):
            end, name, attributes, text = match.groups()
            self.parts.append(match[0])
            if text is not None:
                self.add_text(text)
                continue
            if ' id="' in attributes:
                attributes = self.keep_unique_id(name, attributes)
            handle = _HANDLERS.get(name)
            if handle is not None:
                handle(self, _Tag(bool(end), name, attributes))
        self.flush()
        entries = self.name_headings()
        self.point_fragments()
        return Document(
            html="".join(self.parts),
            text="\n".join(self.blocks),
            prose="\n".join(self.prose),
            table_of_contents=entries,
            image_urls=tuple(self.images),
            links=tuple(self.links),
        )

    def add_text(self, text: str) -> None:
        if self.hidden:
            return
        self.line.append(text)
        if self.open_headings:
            self.open_headings[-1].words.append(text)

    def flush(self, *, prose: bool = False) -> None:
        """End a block: move the collected line to the text, maybe to the prose."""
        raw = unescape("".join(self.line))
        self.line.clear()
        # Most calls find only the line break between two tags.
        if not raw or raw.isspace():
            return
        if self.preformatted:
            lines = [raw.replace(_LINE_BREAK, "\n").strip("\n")]
        else:
            lines = [" ".join(line.split()) for line in raw.split(_LINE_BREAK)]
        lines = [line for line in lines if line.strip()]
        self.blocks += lines
        if prose and not (self.aside or self.open_headings):
            self.prose += lines

    def keep_unique_id(self, name: str, attributes: str) -> str:
        value = dict(_ATTRIBUTE.findall(attributes))["id"]
        if value not in self.ids:
            self.ids.add(value)
            return attributes
        attributes = attributes.replace(f' id="{value}"', "", 1)
        self.parts[-1] = f"<{name}{attributes}>"
        return attributes

    def handle_block(self, tag: _Tag) -> None:
        self.flush(prose=tag.is_end and tag.name == "p")

    def handle_aside(self, tag: _Tag) -> None:
        self.flush()
        self.aside += -1 if tag.is_end else 1

    def handle_pre(self, tag: _Tag) -> None:
        self.handle_aside(tag)
        self.preformatted += -1 if tag.is_end else 1

    def handle_section(self, tag: _Tag) -> None:
        self.flush()
        if not tag.is_end:
            self.open_sections.append("data-footnotes=" in tag.attributes)
            self.aside += self.open_sections[-1]
        elif self.open_sections:
            self.aside -= self.open_sections.pop()

    def handle_cell(self, _tag: _Tag) -> None:
        self.line.append(" ")

    def handle_break(self, _tag: _Tag) -> None:
        self.add_text(_LINE_BREAK)

    def handle_heading(self, tag: _Tag) -> None:
        self.flush()
        if not tag.is_end:
            explicit_id = dict(_ATTRIBUTE.findall(tag.attributes)).get("id", "")
            heading = _Heading(len(self.parts) - 1, int(tag.name[1]), explicit_id, [])
            self.headings.append(heading)
            self.open_headings.append(heading)
        elif self.open_headings:
            self.open_headings.pop()

    def handle_link(self, tag: _Tag) -> None:
        if tag.is_end:
            self.hidden -= self.open_links.pop() if self.open_links else 0
            return
        self.open_links.append("data-footnote-" in tag.attributes)
        self.hidden += self.open_links[-1]
        url = unescape(dict(_ATTRIBUTE.findall(tag.attributes)).get("href", ""))
        if is_external(url):
            self.links[url] = None
            return
        # nh3 marks every link, so a mistake here would leave a mark too many, never too
        # few.
        attributes = tag.attributes.replace(_REL, "", 1)
        self.parts[-1] = f"<a{attributes}>"
        if url.startswith("#"):
            self.fragments.append((len(self.parts) - 1, attributes, url[1:]))

    def handle_image(self, tag: _Tag) -> None:
        url = unescape(dict(_ATTRIBUTE.findall(tag.attributes)).get("src", ""))
        if url:
            self.images[url] = None

    def handle_input(self, tag: _Tag) -> None:
        # Without its type an <input> is a text field; only the task list's boxes stay.
        if ' type="checkbox"' not in tag.attributes:
            self.parts[-1] = ""

    def name_headings(self) -> list[TableOfContentsEntry]:
        """Number equal ids as GitHub does: `intro`, `intro-1`, `intro-2`."""
        entries: list[TableOfContentsEntry] = []
        next_numbers: dict[str, int] = {}
        for heading in self.headings:
            title = heading.title
            heading_id = unescape(heading.explicit_id)
            if not heading_id:
                heading_id = self.free_id(title, next_numbers)
                # Letters, digits, marks and hyphens only: nothing that could end the
                # attribute.
                self.parts[heading.part] = f'<h{heading.level} id="{heading_id}">'
            if title:
                entries.append(
                    {"id": heading_id, "title": title, "level": heading.level}
                )
        return entries

    def free_id(self, title: str, next_numbers: dict[str, int]) -> str:
        base = ID_PREFIX + make_slug(
            title[:1000], fallback=_HEADING_FALLBACK, max_length=HEADING_ID_LENGTH
        )
        number = next_numbers.get(base, 0)
        candidate = f"{base}-{number}" if number else base
        while candidate in self.ids:
            number += 1
            candidate = f"{base}-{number}"
        next_numbers[base] = number + 1
        self.ids.add(candidate)
        return candidate

    def point_fragments(self) -> None:
        """Lead `#my-heading` to the prefixed id where there is one."""
        known = {unescape(value) for value in self.ids}
        for part, attributes, fragment in self.fragments:
            candidates = (
                fragment,
                unquote(fragment),
                slug_words(unquote(fragment)[:1000]),
            )
            target = next((c for c in candidates if ID_PREFIX + c in known), None)
            if target is not None:
                self.parts[part] = f"<a{_lead_to(ID_PREFIX + target, attributes)}>"


def _lead_to(target_id: str, attributes: str) -> str:
    href = f' href="#{escape(target_id)}"'
    # A function, because a backslash in a replacement string has a meaning.
    return _HREF.sub(lambda _: href, attributes)


_Handler = Callable[[_Walker, _Tag], None]
_BLOCKS: Final = (
    "blockquote caption dd details div dl dt figcaption hr li ol p summary tbody tfoot "
    "thead tr ul"
)
_HANDLERS: Final[dict[str, _Handler]] = {
    **dict.fromkeys(_BLOCKS.split(), _Walker.handle_block),
    **dict.fromkeys(("table", "figure"), _Walker.handle_aside),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Walker.handle_heading),
    **dict.fromkeys(("td", "th"), _Walker.handle_cell),
    "a": _Walker.handle_link,
    "br": _Walker.handle_break,
    "img": _Walker.handle_image,
    "input": _Walker.handle_input,
    "pre": _Walker.handle_pre,
    "section": _Walker.handle_section,
}


def read_document(html: str) -> Document:
    """Finish and measure HTML that comes from `clean_html`, and from nowhere else."""
    return _Walker().walk(html)
