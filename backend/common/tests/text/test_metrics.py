import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text.metrics import count_words, make_excerpt, reading_minutes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("… — !", 0),
        ("one two  three\nfour", 4),
        ("don't re-use it\u2019s well-known", 4),
        ("version 3.14, really", 3),
        ("-start end- 'quoted'", 3),
        ("Größe naïve café", 3),
        ("你好世界", 4),
        ("こんにちは、カタカナ", 9),
        ("Django を 学ぶ", 4),
        ("한국어를 배우다", 2),
        ("हिन्दी में लिखो", 3),
        ("שָׁלוֹם עולם", 2),
        ("مَرْحَبًا بالعالم", 2),
        ("สวัสดีครับ", 2),
        ("snake_case name", 2),
    ],
)
def test_words_are_counted_by_the_rules_of_their_script(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("word " * 238, 1),
        ("word " * 239, 2),
        ("字" * 500, 1),
        ("字" * 501, 2),
        ("字" * 500 + "word " * 238, 2),
        ("字" * 250 + "word " * 119, 1),
    ],
)
def test_reading_time_adds_scripts_and_rounds_up(text: str, minutes: int) -> None:
    assert reading_minutes(text) == minutes


def test_a_short_text_is_its_own_excerpt_on_one_line() -> None:
    assert make_excerpt("  One\n two\t three. ") == "One two three."


def test_a_long_text_is_cut_after_a_whole_word() -> None:
    assert make_excerpt("alpha beta, gamma delta", 14) == "alpha beta…"


def test_text_without_spaces_is_cut_between_characters() -> None:
    assert make_excerpt("春眠不覺曉處處聞啼鳥", 6) == "春眠不覺曉…"
    assert make_excerpt("a" * 50, 11) == "a" * 10 + "…"


@pytest.mark.parametrize(
    "grapheme",
    [
        "e\u0301",
        "\u304b\u3099",
        "\U0001f469\u200d\U0001f4bb",
        "\U0001f44d\U0001f3fd",
        "\U0001f1e9\U0001f1ea",
    ],
)
def test_visible_characters_are_never_cut_in_two(grapheme: str) -> None:
    for limit in range(8, 20):
        excerpt = make_excerpt(grapheme * 30, limit)
        assert excerpt.endswith("…")
        assert excerpt[:-1].replace(grapheme, "") == ""
        assert len(excerpt) > limit - 1 - len(grapheme)


@given(st.text(), st.integers(min_value=2, max_value=60))
def test_excerpts_fit_and_are_empty_only_for_empty_text(text: str, limit: int) -> None:
    excerpt = make_excerpt(text, limit)

    assert len(excerpt) <= limit
    assert bool(excerpt) == bool(text.split())


def test_an_excerpt_without_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        make_excerpt("text", 1)
