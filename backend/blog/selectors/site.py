"""What an app needs to know of the site before anything else."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from common.flags import find_shape_errors, get_current_config, is_switched_on


def get_site() -> dict[str, Any]:
    """Return the site's own words, its menu, public flags and limits.

    The keys `site` and `public_flags` of the configuration values, edited in the admin,
    win over the settings.
    """
    words = _object_at("site")
    flags = _object_at("public_flags")
    return {
        "title": words.get("title", settings.SITE_TITLE),
        "description": words.get("description", settings.SITE_DESCRIPTION),
        "language": words.get("language", settings.SITE_LANGUAGE),
        "url": settings.SITE_URL,
        "navigation": words.get("navigation", []),
        "flags": {name: is_switched_on(value) for name, value in flags.items()},
        "limits": {
            "page_size_default": settings.PAGE_SIZE_DEFAULT,
            "page_size_max": settings.PAGE_SIZE_MAX,
            "page_number_max_items": settings.PAGE_NUMBER_MAX_ITEMS,
        },
    }


def _object_at(key: str) -> dict[str, Any]:
    # Written by hand: a value of another shape must not take the whole site down.
    value = get_current_config(key)
    is_usable = isinstance(value, dict) and not find_shape_errors(key, value)
    return value if is_usable else {}
