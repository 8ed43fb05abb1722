"""Slugs: the readable part of an address, in the script the title was written in."""

import re
import unicodedata
from typing import Final

from common.text.characters import is_mark

# Words joined by single hyphens. A word is anything but space, ASCII punctuation and
# capitals, controls and Latin-1 or general punctuation; `make_slug` is stricter still.
# It has no anchors and no groups, so it serves as a Django path converter as it stands.
_WORD: Final = r"[^\s\x00-/:-`{-\xbf\u2000-\u206f\ufe00-\ufe0f\ufeff]+"
SLUG_PATTERN: Final = rf"{_WORD}(?:-{_WORD})*"

MAX_LENGTH: Final = 100
_APOSTROPHES: Final = "'\u2018\u2019\uff07"
# Letters and marks by category, but drawn as nothing; they would make two equal-looking
# slugs.
_INVISIBLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff]"
)
_HEXADECIMAL: Final = frozenset("0123456789abcdef")


def make_slug(
    title: str, *, fallback: str = "untitled", max_length: int = MAX_LENGTH
) -> str:
    """Return a slug of at most `max_length` characters, stable when made again.

    Letters, digits and vowel signs of every script stay, apostrophes vanish, all else
    becomes a hyphen: "Rust 1.0: it's Größe" gives "rust-1-0-its-größe". Titles without
    any letter or digit give `fallback`, which also goes before what `uuid.UUID` would
    accept, so that a slug and an id can share a place in an address.

    Raises:
        ValueError: `fallback` is no slug itself, looks like a UUID or exceeds
        `max_length`.
    """
    _check_fallback(fallback, max_length)
    slug = _shorten(slug_words(title), max_length)
    if _looks_like_uuid(slug):
        slug = _shorten(f"{fallback}-{slug}", max_length)
    return fallback if not slug or _looks_like_uuid(slug) else slug


def numbered_slug(base: str, number: int, *, max_length: int = MAX_LENGTH) -> str:
    """Return "base-2" for base and 2, with the base cut so that the number fits."""
    suffix = f"-{number}"
    room = max_length - len(suffix)
    if room < 1:
        raise ValueError(
            f"No slug with the number {number} fits into {max_length} characters."
        )
    slug = _cut(base, room) + suffix
    return (
        _cut(base, len(slug) - len(suffix) - 1) + suffix
        if _looks_like_uuid(slug)
        else slug
    )


def slug_words(text: str) -> str:
    """Return the slug of `text` without limit or fallback; it may be empty."""
    # NFKC makes ligatures and full-width letters plain; lower-casing can decompose
    # again.
    text = unicodedata.normalize("NFKC", _without_invisible(text)).lower()
    # The Turkish capital becomes an i with a second dot, which no keyboard types.
    text = text.replace("i\u0307", "i")
    text = unicodedata.normalize("NFKC", _without_invisible(text))
    pieces: list[str] = []
    for character in text:
        if character.isalnum() or (is_mark(character) and _can_carry_mark(pieces)):
            pieces.append(character)
        elif pieces and pieces[-1] != "-" and character not in _APOSTROPHES:
            pieces.append("-")
    return unicodedata.normalize("NFKC", "".join(pieces).strip("-"))


def _can_carry_mark(pieces: list[str]) -> bool:
    return bool(pieces) and pieces[-1] != "-"


def _without_invisible(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    if text.isascii():
        return text
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Me"))


def _shorten(slug: str, max_length: int) -> str:
    """Cut at a hyphen when that keeps half of the length, else inside the word."""
    if len(slug) <= max_length:
        return slug
    at_hyphen = slug.rfind("-", 0, max_length + 1)
    return _cut(slug, at_hyphen if at_hyphen >= max_length // 2 else max_length)


def _cut(slug: str, length: int) -> str:
    while 0 < length < len(slug) and is_mark(slug[length]):
        length -= 1
    return slug[:length].rstrip("-")


def _looks_like_uuid(slug: str) -> bool:
    digits = slug.replace("-", "")
    return len(digits) == 32 and _HEXADECIMAL.issuperset(digits)


def _check_fallback(fallback: str, max_length: int) -> None:
    if not 0 < len(fallback) <= max_length:
        raise ValueError(
            f"The fallback {fallback!r} must have 1 to {max_length} characters."
        )
    if slug_words(fallback) != fallback or _looks_like_uuid(fallback):
        raise ValueError(f"The fallback {fallback!r} is not a slug.")
