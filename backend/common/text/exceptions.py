"""Errors of the text functions; they know nothing of HTTP, callers translate them."""

from typing import ClassVar


class TextError(ValueError):
    """Base of every error here; the message is written for the author of the text.

    `code` names the fault for programs.
    """

    code: ClassVar[str]


class MarkdownTooLargeError(TextError):
    """The source has more UTF-8 bytes than allowed; `size` and `limit` are bytes."""

    code = "too_large"

    def __init__(self, *, size: int, limit: int) -> None:
        super().__init__(
            f"The text has {size:,} bytes; at most {limit:,} are allowed. "
            "Split it into several posts."
        )
        self.size = size
        self.limit = limit


class MarkdownTooComplexError(TextError):
    """The source is small enough but would take too much time or space to render."""

    code = "too_complex"


class InvalidTextError(TextError):
    """The source holds a character that cannot be stored; `position` counts from 0."""

    code = "invalid_characters"

    def __init__(self, *, reason: str, position: int) -> None:
        super().__init__(
            f"The text holds {reason} at character {position + 1:,}. "
            "Remove it and try again."
        )
        self.reason = reason
        self.position = position
