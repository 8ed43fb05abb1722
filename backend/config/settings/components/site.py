"""What the blog says of itself, and where its files lie."""

from config.settings.env import BACKEND_DIR, ROOT_DIR, env

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = BACKEND_DIR / "staticfiles"
MEDIA_URL = env.str("MEDIA_URL")
MEDIA_ROOT = env.str("MEDIA_ROOT") or str(ROOT_DIR / ".local" / "media")

SITE_URL = env.str("SITE_URL").rstrip("/")
SITE_TITLE = env.str("SITE_TITLE")
SITE_DESCRIPTION = env.str("SITE_DESCRIPTION")
SITE_LANGUAGE = env.str("SITE_LANGUAGE")
# How many posts an author publishes on one day of TIME_ZONE; 0 is any number.
PUBLICATIONS_PER_DAY = env.int("PUBLICATIONS_PER_DAY")
ADMIN_PATH = env.str("ADMIN_PATH").strip("/")

# Where the readers' site shows each kind of thing; `url` and `/resolve/` follow it.
SITE_PATHS = {
    "post": "/posts/{slug}/",
    "tag": "/tags/{slug}/",
    "series": "/series/{slug}/",
    "author": "/authors/{slug}/",
}

# The one rule for what a title may hold, beside being one line: single characters, and
# words that no title is made of alone.
TITLE_FORBIDDEN_CHARACTERS = ""
TITLE_RESERVED_WORDS: frozenset[str] = frozenset()
