"""The form field of web addresses."""

from __future__ import annotations

from typing import Any

from django import forms


class HttpsURLField(forms.URLField):
    """Reads an address without a scheme as https, as Django will from version 6."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})
