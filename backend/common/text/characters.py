"""Character classes shared by the text functions, as bodies for a regex `[...]`."""

import re
import unicodedata
from typing import Final

# Han, Hiragana and Katakana: scripts in which every character counts as one.
CJK: Final = (
    "\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d"
    "\U00020000-\U0003ffff"
)

# Thai, Lao, Burmese and Khmer are written without spaces between words.
UNSPACED: Final = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3"

# Python's \w leaves out combining marks, which are part of words in Hindi, Arabic or
# Hebrew.
MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
    "\u0981-\u0983\u09bc-\u09d7\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a81-\u0a83"
    "\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04"
    "\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d81-\u0d83"
    "\u0dca-\u0ddf\u0f18-\u0f39\u0f71-\u0fbc\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\ufe20-\ufe2f"
)

_CJK_CHARACTER: Final = re.compile(f"[{CJK}]")
_ZERO_WIDTH_JOINER: Final = "\u200d"


def is_cjk(character: str) -> bool:
    """Whether text may be cut before or after this character without a space."""
    return _CJK_CHARACTER.match(character) is not None


def is_mark(character: str) -> bool:
    """Whether the character belongs to the one before it: accents, vowel signs."""
    return unicodedata.category(character)[0] == "M"


def splits_grapheme(text: str, index: int) -> bool:
    """Whether cutting `text` before `index` would cut a visible character in two.

    Knows combining marks, joined emoji, skin tones, flags and Hangul jamo: the
    common cases of Unicode's segmentation rules, not all of them.
    """
    if not 0 < index < len(text):
        return False
    before, after = text[index - 1], text[index]
    if is_mark(after) or _ZERO_WIDTH_JOINER in (before, after):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\u1160" <= after <= "\u11ff":
        return True
    return _splits_flag(text, index)


def _splits_flag(text: str, index: int) -> bool:
    start = index
    while start > 0 and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
        start -= 1
    # A flag is two regional indicators, so an odd number before the cut leaves half a
    # flag.
    return "\U0001f1e6" <= text[index] <= "\U0001f1ff" and (index - start) % 2 == 1
