"""Register the common app with Django."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every app builds on; it knows no blog noun."""

    name = "common"
