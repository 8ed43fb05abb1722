"""Addresses of the readers' site, which is not this one."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri


def path_of(kind: str, slug: str) -> str:
    """Return the canonical path of a thing; kinds are those of `SITE_PATHS`."""
    template: str = settings.SITE_PATHS[kind]
    return template.format(slug=slug)


def find_slug(path: str) -> tuple[str, str] | None:
    """Return the kind and slug that a normalized path names, if it is such a path."""
    for kind, template in settings.SITE_PATHS.items():
        before, after = template.rstrip("/").split("{slug}")
        if path.startswith(before) and path.endswith(after):
            slug = path.removeprefix(before).removesuffix(after)
            if slug and not {"/", "?"} & set(slug):
                return kind, slug
    return None


def absolute_url(path: str) -> str:
    """Return the URL of a path of the site, percent-encoded; a full URL stays one."""
    return iri_to_uri(urljoin(f"{settings.SITE_URL}/", path))


def normalize_path(path: str) -> str:
    """Return a path as it is stored and looked up.

    Starts with a slash and ends with none, percent-decoded, in Unicode's composed form;
    scheme, host and fragment are dropped, a query stays (`/?p=12` is a permalink, too).
    Letters keep their case: servers tell them apart.

    Raises:
        ValueError: it is no address, or holds NUL, which PostgreSQL cannot store.
    """
    parts = urlsplit(path.strip())
    cleaned = "/" + unquote(parts.path).strip("/")
    query = f"?{parts.query}" if parts.query else ""
    if "\0" in cleaned + query:
        raise ValueError("An address holds no NUL.")
    return unicodedata.normalize("NFC", f"{cleaned}{query}")
