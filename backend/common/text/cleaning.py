"""The sanitiser: any HTML comes in, only harmless canonical HTML comes out."""

import re
from typing import Final

import nh3


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ID_PREFIX: Final = "content-"
EXTERNAL_REL: Final = "noopener noreferrer"
LINK_SCHEMES: Final = frozenset({"http", "https", "mailto"})
IMAGE_SCHEMES: Final = frozenset({"http", "https"})

ALLOWED_TAGS: Final = _names(
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q s "
    "samp section small span strong sub summary sup table tbody td tfoot th thead tr "
    "u ul var"
)
# Their text is code or a fallback, not something the author wrote to be read.
_DROPPED_WITH_CONTENT: Final = _names(
    "applet embed iframe math noembed noframes noscript object script select style "
    "svg template textarea title"
)
_ID_TAGS: Final = _names("a div dt figure h1 h2 h3 h4 h5 h6 li section span")

# `rel` and `loading` are set below, never taken from the author.
_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "a": frozenset({"href", "title", "aria-label"}),
    "abbr": frozenset({"title"}),
    "code": frozenset({"class"}),
    "img": frozenset({"src", "alt", "title", "width", "height"}),
    "input": frozenset({"type", "checked"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
_ALIGNMENTS: Final = {"left", "center", "right"}
_EXACT_VALUES: Final[dict[str, dict[str, set[str]]]] = {
    "a": {"data-footnote-ref": {""}, "data-footnote-backref": {""}},
    "details": {"open": {""}},
    "section": {"data-footnotes": {""}},
    "td": {"align": _ALIGNMENTS},
    "th": {"align": _ALIGNMENTS, "scope": {"col", "row"}},
}

# Footnote labels are percent-encoded by cmark; anything else an author names must be
# plain.
_SAFE_ID: Final = re.compile(r"fn(?:ref)?-[^\s\"<>&]{1,3100}|[^\W_][\w.:-]{0,99}")
# Stricter than a browser: whatever precedes a colon must be an allowed scheme.
_SCHEME: Final = re.compile(r"([^/?#:]*):")
_IGNORED_IN_URLS: Final = re.compile(r"\A[\x00-\x20]+|[\t\n\r]+|[\x00-\x20]+\Z")
_EXTERNAL: Final = re.compile(r"(?:https?:|[/\\]{2})", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"language-[\w+#.-]{1,40}")
_NUMBER: Final = re.compile(r"[0-9]{1,5}")
_BACK_REFERENCE: Final = re.compile(r"Back to reference [0-9-]{1,20}")

_PATTERNS: Final[dict[str, re.Pattern[str]]] = {
    "aria-label": _BACK_REFERENCE,
    "class": _LANGUAGE,
    "colspan": _NUMBER,
    "height": _NUMBER,
    "rowspan": _NUMBER,
    "start": _NUMBER,
    "width": _NUMBER,
}


def is_external(url: str) -> bool:
    """Whether a cleaned URL names another host: absolute http(s) or protocol-relative.

    Backslashes count as slashes because browsers read them so.
    """
    return _EXTERNAL.match(url) is not None


def _filter_url(tag: str, url: str) -> str | None:
    # Browsers drop these characters before they look for the scheme; so do we, in the
    # output as well, so that what was checked is what is shown.
    url = _IGNORED_IN_URLS.sub("", url)
    scheme = _SCHEME.match(url)
    allowed = IMAGE_SCHEMES if tag == "img" else LINK_SCHEMES
    return url if scheme is None or scheme[1].lower() in allowed else None


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("href", "src"):
        return _filter_url(tag, value)
    if name == "id":
        return ID_PREFIX + value if _SAFE_ID.fullmatch(value) else None
    if name == "type":
        return "checkbox" if value.lower() == "checkbox" else None
    if name == "checked":
        return ""
    pattern = _PATTERNS.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


_CLEANER: Final = nh3.Cleaner(
    tags=set(ALLOWED_TAGS),
    clean_content_tags=set(_DROPPED_WITH_CONTENT),
    # Without the "*" nh3 would let `title` and `lang` through everywhere.
    attributes={"*": set()}
    | {
        tag: set(_ATTRIBUTES.get(tag, frozenset()))
        | ({"id"} if tag in _ID_TAGS else set())
        for tag in _ID_TAGS | _ATTRIBUTES.keys()
    },
    attribute_filter=_filter_attribute,
    tag_attribute_values=_EXACT_VALUES,
    set_tag_attribute_values={"img": {"loading": "lazy"}, "input": {"disabled": ""}},
    url_schemes=set(LINK_SCHEMES),
    link_rel=EXTERNAL_REL,
)


def clean_html(html: str) -> str:
    """Return `html` with nothing left that can run, restyle the page or send a form.

    Every id starts with `ID_PREFIX`, every link carries `EXTERNAL_REL` (local ones lose
    it later), every `<input>` is disabled but may still lack its type. The result is
    nh3's canonical serialisation, on which `read_document` relies: lower-case names,
    one space before and double quotes around every attribute, `<` only where a tag
    starts.
    """
    return _CLEANER.clean(html)
