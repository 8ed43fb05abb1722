import re
import uuid

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from common.text.slugs import SLUG_PATTERN, make_slug, numbered_slug

TITLES = st.text(max_size=200) | st.text(
    "0123456789abcdef-ABCDEF ", min_size=30, max_size=60
)
LENGTHS = st.integers(min_value=8, max_value=120)


def is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Größe", "größe"),
        ("Über C++ & Rust!", "über-c-rust"),
        ("Rust 1.0", "rust-1-0"),
        ("  --a__b--  ", "a-b"),
        ("Don't panic", "dont-panic"),
        ("İstanbul", "istanbul"),
        ("\uff26\uff55\uff4c\uff4c \ufb01ne", "full-fine"),
        ("हिन्दी में", "हिन्दी-में"),
        ("你好\uff0c世界", "你好-世界"),
        ("a\u200db\u202ec\ufeff\u00ad", "abc"),
        ("❤\ufe0f Rust", "rust"),
        ("1984", "1984"),
        ("🎉🎉", "untitled"),
        ("?!", "untitled"),
        ("", "untitled"),
    ],
)
def test_titles_become_readable_slugs(title: str, slug: str) -> None:
    assert make_slug(title) == slug


@given(TITLES, LENGTHS)
@example("\u01c5\u0345\u0391\u03a3", 8)
@example("12345678-1234-1234-1234-123456789012", 36)
@example("a" * 64, 32)
def test_slugs_fit_match_the_pattern_and_are_stable(
    title: str, max_length: int
) -> None:
    slug = make_slug(title, max_length=max_length)

    assert 0 < len(slug) <= max_length
    assert re.fullmatch(SLUG_PATTERN, slug)
    assert make_slug(slug, max_length=max_length) == slug
    assert not is_uuid(slug)


@given(st.uuids())
def test_a_uuid_is_never_its_own_slug(value: uuid.UUID) -> None:
    assert make_slug(str(value)) == f"untitled-{value}"
    assert not is_uuid(make_slug(value.hex))


def test_long_titles_are_cut_between_words() -> None:
    assert make_slug("alpha beta gamma", max_length=12) == "alpha-beta"
    assert make_slug("alpha beta gamma", max_length=10) == "alpha-beta"
    assert make_slug("a " + "b" * 30, max_length=10) == "a-bbbbbbbb"


def test_a_cut_never_takes_a_vowel_sign_from_its_letter() -> None:
    assert make_slug("कि" * 10, max_length=9) == "कि" * 4


@pytest.mark.parametrize(
    "fallback", ["", "Not a slug", "a" * 101, "-x", str(uuid.UUID(int=1))]
)
def test_an_unusable_fallback_is_an_error(fallback: str) -> None:
    with pytest.raises(ValueError, match="fallback"):
        make_slug("title", fallback=fallback)


@given(TITLES, st.integers(min_value=2, max_value=99_999), LENGTHS)
def test_numbered_slugs_fit_and_stay_slugs(
    title: str, number: int, max_length: int
) -> None:
    assume(max_length > 8)
    slug = numbered_slug(
        make_slug(title, max_length=max_length), number, max_length=max_length
    )

    assert len(slug) <= max_length
    assert slug.endswith(f"-{number}")
    assert re.fullmatch(SLUG_PATTERN, slug)
    assert not is_uuid(slug)


def test_numbers_are_appended_and_the_base_makes_room() -> None:
    assert numbered_slug("post", 2) == "post-2"
    assert numbered_slug("abc-defgh", 12, max_length=7) == "abc-12"
    with pytest.raises(ValueError, match="fits"):
        numbered_slug("post", 12345, max_length=6)


@pytest.mark.parametrize(
    "text", ["", "-a", "a-", "a--b", "A b", "a/b", "a.b", "a\u200db", "a_b"]
)
def test_the_pattern_refuses_what_is_no_slug(text: str) -> None:
    assert re.fullmatch(SLUG_PATTERN, text) is None
