"""A developer's machine: `make run` sets the environment this reads."""

from config.settings.base import *

# Static files straight from the packages; nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
