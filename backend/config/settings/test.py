"""Tests: real services with names of their own, and nothing slow on purpose."""

from config.settings.base import *

SECRET_KEY = SECRET_KEY or "only-for-tests"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES["default"]["TEST"] = {"NAME": "test_pressroom"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Looks for static files when asked, so that none have to be collected.
WHITENOISE_AUTOREFRESH = True
# A busy machine is no outage; tests of outages set their own.
REDIS_TIMEOUT_SECONDS = 10
# No test meets a limit that it has not set.
THROTTLE_RATES |= dict.fromkeys(THROTTLE_RATES, "1000000/s")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
