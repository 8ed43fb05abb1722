"""Register the author app with Django."""

from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class AuthorConfig(AppConfig):
    """The public profile of somebody who writes."""

    name = "author"

    @override
    def ready(self) -> None:
        # Importing connects them.
        import_module("author.receivers")
