"""Words that everybody would try here first."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from custom_user.constants import Role

NO_LETTERS = re.compile(r"[\W\d_]+")
SHORTEST_WORD = 4


class SiteWordsValidator:
    """Refuses a word of this site as a password, whatever digits decorate it.

    The words are those of the site's title and host, the engine's name and the roles,
    alone or one after the other. For the setting `AUTH_PASSWORD_VALIDATORS`.
    """

    def validate(self, password: str, _user: object = None) -> None:
        """Refuse `password` if its letters spell nothing but such words.

        Raises:
            ValidationError: they do not spell anything else.
        """
        letters = NO_LETTERS.sub("", password.lower())
        rest = letters
        for word in sorted(_site_words(), key=len, reverse=True):
            rest = rest.replace(word, "")
        if letters and not rest:
            message = "The password is a word of this site, which others try first."
            raise ValidationError(message, code="password_site_word")

    def get_help_text(self) -> str:
        """Return the rule in words, for the forms of the admin."""
        return "Your password can't be the name of this site."


def _site_words() -> set[str]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    texts = ["pressroom", "blog", settings.SITE_TITLE, host, *Role.values]
    words = {word for text in texts for word in NO_LETTERS.split(text.lower())}
    return {word for word in words if len(word) >= SHORTEST_WORD}
