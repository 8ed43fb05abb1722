"""Production: the same settings, strict values, and a refusal to start without them."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *

_problems = [
    problem
    for is_wrong, problem in (
        (DEBUG, "DEBUG must be off."),
        (len(SECRET_KEY) < 50, "SECRET_KEY is missing or shorter than 50 characters."),
        (not ALLOWED_HOSTS, "DJANGO_ALLOWED_HOSTS is empty."),
        ("*" in ALLOWED_HOSTS, "DJANGO_ALLOWED_HOSTS must not contain *."),
        ("//127.0.0.1" in SITE_URL, "SITE_URL still names this machine."),
        (not DATABASES["default"]["NAME"], "DATABASE_URL or DB_* is not set."),
        (EMAIL_BACKEND.endswith("console.EmailBackend"), "EMAIL_URL is not set."),
        (
            ADMIN_PATH.lower() in {"", "admin"},
            "ADMIN_PATH must not be what everybody tries.",
        ),
        (not CELERY_BROKER_URL, "REDIS_URL or BROKER_REDIS_URL is not set."),
    )
    if is_wrong
]
if _problems:
    raise ImproperlyConfigured(" ".join(["The environment is incomplete.", *_problems]))

STAFF_SECOND_FACTOR = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
