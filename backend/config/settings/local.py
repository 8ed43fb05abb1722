"""A developer's machine: `make run` sets the environment this reads."""

from config.settings.base import *

# Static files straight from the packages; nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
# A developer's scripts walk thousands of pages; a rate in the environment stays.
THROTTLE_RATES |= dict.fromkeys(UNSET_READ_SCOPES, "60000/min")
# Mail goes to the worker's output, and its links have to be readable there.
CELERY_WORKER_REDIRECT_STDOUTS = False
