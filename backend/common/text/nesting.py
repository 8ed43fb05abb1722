"""Refuses HTML that would cost the HTML parser time out of all proportion to its size.

Every HTML5 parser walks its stack of open elements at each tag: 200 kB of `>` nest
200,000 quotes and keep nh3 busy for minutes.
"""

import re
from typing import Final

from common.text.exceptions import MarkdownTooComplexError


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAX_WORK: Final = 500_000
MAX_ATTRIBUTE_MARKS: Final = 4_000
_FREE_DEPTH: Final = 6
_SMALL_HTML: Final = 30_000
_FEW_TAGS: Final = 700

# The tag rules of the HTML standard's tokenizer. Every repetition is possessive, so
# that the scan is linear whatever the input.
_TAG: Final = re.compile(
    r"<(?:!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|[!?][^>]*+>?"
    r"|/(?![a-zA-Z])[^>]*+>?"
    r"|(?P<end>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)"
    r"(?P<attributes>(?:[\t\n\f\r /]++|[^\t\n\f\r />][^\t\n\f\r />=]*+"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"
    r"(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+)*+)>?)",
    re.DOTALL,
)
_ATTRIBUTE_MARK: Final = re.compile(r"[\t\n\f\r /=\"']")

_VOID: Final = _names(
    "area base br col embed hr img input keygen link meta param source track wbr"
)
# A new element of the same family closes the one before it, with or without an end tag.
_FAMILY: Final = {
    name: family[0]
    for family in (
        ("p",),
        ("li",),
        ("dd", "dt"),
        ("caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"),
    )
    for name in family
}
# Tags inside these are text, up to the end tag.
_RAW_TEXT: Final = _names(
    "iframe noembed noframes script style textarea title xmp plaintext"
)
# Inside these the rules differ so much that no end tag counts any more, given or
# implied.
_FOREIGN: Final = _names("frameset math noscript object select svg template")


# The standard's "special" and "formatting" elements: only these resist the end tag of
# an element around them. All others, such as the <u8> of an unquoted Vec<u8>, just
# close.
_RESISTING: Final = _names(
    "a address applet article aside b big blockquote body button center code details "
    "dir div dl em fieldset figcaption figure font footer form frameset h1 h2 h3 h4 "
    "h5 h6 head header hgroup html i iframe listing main marquee math menu nav nobr "
    "noembed noframes noscript object ol plaintext pre s script search section select "
    "small strike strong style summary svg table template textarea title tt u ul xmp"
)


class _OpenElements:
    """A pessimistic model of the parser's stack: only orderly end tags shorten it."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.trusts_end_tags = True

    def open(self, name: str) -> None:
        """Push the element unless it stays empty or replaces its sibling."""
        if name in _VOID and self.trusts_end_tags:
            return
        family = _FAMILY.get(name) if self.trusts_end_tags else None
        if family and self.stack and _FAMILY.get(self.stack[-1]) == family:
            self.stack[-1] = name
        else:
            self.stack.append(name)
        if name in _FOREIGN:
            self.trusts_end_tags = False

    def close(self, name: str) -> None:
        """Pop the element when nothing but optional end tags stands between."""
        if not self.trusts_end_tags:
            return
        index = len(self.stack) - 1
        while index >= 0 and self.stack[index] != name:
            if self.stack[index] in _RESISTING:
                return
            index -= 1
        if index >= 0:
            del self.stack[index:]


def check_nesting(html: str) -> None:
    """Raise `MarkdownTooComplexError` when parsing `html` would take unreasonably long.

    Valid documents of every realistic kind pass; the time taken is linear.
    """
    if len(html) <= _SMALL_HTML and html.count("<") <= _FEW_TAGS:
        return
    elements = _OpenElements()
    work = position = 0
    while (match := _TAG.search(html, position)) is not None:
        position = match.end()
        name = match["name"]
        if name is None:
            continue
        name = name.lower()
        _check_attributes(match["attributes"])
        if match["end"]:
            elements.close(name)
        elif name in _RAW_TEXT and elements.trusts_end_tags:
            position = _skip_raw_text(html, name, position, elements)
        else:
            elements.open(name)
        work += max(0, len(elements.stack) - _FREE_DEPTH)
        if work > MAX_WORK:
            raise MarkdownTooComplexError(
                "The text nests too many quotes, lists or HTML elements. "
                "Close open HTML tags or use fewer levels."
            )


def _check_attributes(attributes: str) -> None:
    if len(attributes) <= MAX_ATTRIBUTE_MARKS:
        return
    if len(_ATTRIBUTE_MARK.findall(attributes)) > MAX_ATTRIBUTE_MARKS:
        raise MarkdownTooComplexError(
            "The text holds an HTML tag with too many attributes. Remove most of them."
        )


def _skip_raw_text(html: str, name: str, position: int, elements: _OpenElements) -> int:
    end = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(
        html, position
    )
    if end is None or name == "plaintext":
        return len(html)
    # A comment inside a script can hide the end tag from the parser.
    if html.find("<!--", position, end.start()) >= 0:
        elements.trusts_end_tags = False
    return end.start()
