"""Register the common app with Django."""

from django.apps import AppConfig
from django.conf import settings
from typing_extensions import override

from common.throttling import rate_of


class CommonConfig(AppConfig):
    """What every app builds on; it knows no blog noun."""

    name = "common"

    @override
    def ready(self) -> None:
        # A rate nobody can read must not wait for the first who meets it.
        for scope in settings.THROTTLE_RATES:
            rate_of(scope)
