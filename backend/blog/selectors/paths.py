"""Paths of the readers' site."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

from blog.constants import SITE_PATHS


def path_of(kind: str, slug: str) -> str:
    """Return the canonical path of a post, tag, series or author."""
    return SITE_PATHS[kind].format(slug=slug)


def normalize_path(path: str) -> str:
    """Return a path as it is stored and looked up.

    Starts with a slash and ends with none, percent-decoded, in Unicode's composed form;
    scheme, host and fragment are dropped, a query stays (`/?p=12` is a permalink, too).
    Letters keep their case: servers tell them apart.
    """
    parts = urlsplit(path.strip())
    cleaned = "/" + unquote(parts.path).strip("/")
    query = f"?{parts.query}" if parts.query else ""
    return unicodedata.normalize("NFC", f"{cleaned}{query}")
