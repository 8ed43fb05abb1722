"""JSON lines on stdout, one format for web, worker and commands."""

from typing import Any

from config.settings.env import env

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    # By path: the formatter needs Django, which needs these settings first.
    "formatters": {"json": {"()": "common.logging.JSONFormatter"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json",
        },
    },
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL")},
    "loggers": {
        # Django gives its own loggers handlers in another format; these take them away.
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        # The error handler and gunicorn's access log already tell what happened.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
        # gunicorn sets up plain text before Django is there.
        "gunicorn.error": {"handlers": [], "propagate": True, "level": "INFO"},
        "gunicorn.access": {"handlers": [], "propagate": True, "level": "INFO"},
    },
}
