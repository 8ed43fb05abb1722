"""Register the blog app with Django."""

from importlib import import_module

from django.apps import AppConfig
from typing_extensions import override


class BlogConfig(AppConfig):
    """Posts and everything readers find around them."""

    name = "blog"

    @override
    def ready(self) -> None:
        # Importing connects them.
        import_module("blog.receivers")
