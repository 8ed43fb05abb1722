from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from custom_user.services.password_words import SiteWordsValidator

pytestmark = pytest.mark.parametrize("word", ["Pressroom2026!", "harbour-news-1",
    "editoreditor", "news.example", "EXAMPLE_12345"])  # fmt: skip


@override_settings(SITE_TITLE="Harbour News", SITE_URL="https://news.example/")
def test_words_of_the_site_are_refused(word: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SiteWordsValidator().validate(word)

    assert caught.value.code == "password_site_word"


@override_settings(SITE_TITLE="Harbour News", SITE_URL="https://news.example/")
def test_a_word_of_the_site_within_others_is_accepted(word: str) -> None:
    SiteWordsValidator().validate(f"{word} in the morning fog")


def test_numbers_alone_are_left_to_other_rules(word: str) -> None:
    SiteWordsValidator().validate("".join(filter(str.isdigit, word)))
