"""Finds the images and internal links of a Markdown source, and where each is written.

Knows nothing of Markdown's rules: it swaps every candidate for a marker, lets the
renderer decide which markers become images and links, and forgets the rest. So code,
comments and escaped text are judged by the one parser that makes the pages.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from common.text.cleaning import clean_html
from common.text.cmark import markdown_to_unsafe_html
from common.text.exceptions import TextError
from common.text.markdown import MAX_SOURCE_BYTES
from common.text.nesting import check_nesting

_DESTINATION = r"<(?P<{0}a>[^<>\r\n]*)>|(?P<{0}b>(?:\\.|\([^\s()]*\)|[^\s()<>\\])+)"
_CANDIDATE = re.compile(
    # An inline destination, a reference definition (no footnote), an HTML attribute.
    r"\]\(\s*(?:" + _DESTINATION.format("inline") + r")"
    r"|\[(?!\^)[^\[\]\r\n]{1,999}\]:\s*(?!!)(?:"
    + _DESTINATION.format("reference")
    + r")"
    r"|\b(?:src|href)\s*=\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'=<>`]+))",
    re.IGNORECASE,
)
_HINT = re.compile(r"!\[|<img\b|@/", re.IGNORECASE)
# In the canonical HTML that `clean_html` writes.
_IMAGE = re.compile(r'<img(?: [a-z-]+="[^"]*")*? src="([^"]*)"')
_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\")
IMAGE_ENDINGS = frozenset(
    f".{ending}"
    for ending in ("avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "tiff", "webp")
)
INTERNAL = "@/"


@dataclass(frozen=True)
class Reference:
    """A local URL at one place of a source; `url` is unescaped, the place is not."""

    url: str
    start: int
    end: int

    @property
    def is_internal_link(self) -> bool:
        return self.url.startswith(INTERNAL)


@dataclass(frozen=True)
class References:
    """The local references of one source, and image URLs whose place was not found."""

    found: tuple[Reference, ...] = ()
    unplaced: tuple[str, ...] = ()


def find_references(source: str) -> References:
    """Return the local images, links to image files and internal links of a source.

    A source that cannot be rendered has none; storing it will say why.
    """
    if not _HINT.search(source) or len(source) > MAX_SOURCE_BYTES:
        return References()
    candidates = list(_candidates(source))
    marker = "x" + hashlib.sha256(source.encode(errors="replace")).hexdigest()[:16]
    marks = {f"{marker}n{number}z": ref for number, ref in enumerate(candidates)}
    marked = rewrite(source, {ref: mark for mark, ref in marks.items()})
    try:
        html = _render(marked)
    except TextError:
        return References()
    images = {unescape(url): None for url in _IMAGE.findall(html)}
    linked = set(re.findall(rf' href="({marker}n\d+z)"', html))
    found = [
        reference
        for mark, reference in marks.items()
        if (mark in images and not reference.is_internal_link)
        or (mark in linked and _is_worth_following(reference))
    ]
    unplaced = (url for url in images if url not in marks)
    return References(tuple(found), tuple(url for url in unplaced if is_local(url)))


def rewrite(source: str, replacements: Mapping[Reference, str]) -> str:
    """Return the source with these places replaced and nothing else changed."""
    pieces = []
    position = 0
    for reference in sorted(replacements, key=lambda reference: reference.start):
        pieces += [source[position : reference.start], replacements[reference]]
        position = reference.end
    return "".join([*pieces, source[position:]])


def is_local(url: str) -> bool:
    """Whether a URL names something of the site itself, and not a part of the page."""
    return bool(url) and not url.startswith("#") and not _SCHEME.match(url)


def path_of(url: str) -> str:
    """Return the path of a local URL, percent-decoded, without query and fragment."""
    return unquote(urlsplit(url).path)


def _render(source: str) -> str:
    # The steps of `render_markdown` that decide what is an image.
    html = markdown_to_unsafe_html(source)
    check_nesting(html)
    return clean_html(html)


def _candidates(source: str) -> Iterable[Reference]:
    for match in _CANDIDATE.finditer(source):
        name = match.lastgroup
        if name is None:
            continue
        raw = match[name]
        url = (
            raw if name in {"double", "single", "bare"} else _BACKSLASH.sub(r"\1", raw)
        )
        url = unescape(url).strip()
        if is_local(url):
            yield Reference(url, *match.span(name))


def _is_worth_following(reference: Reference) -> bool:
    if reference.is_internal_link:
        return True
    return PurePosixPath(path_of(reference.url)).suffix.lower() in IMAGE_ENDINGS
