"""Register the author app with Django."""

from django.apps import AppConfig


class AuthorConfig(AppConfig):
    """The public profile of somebody who writes."""

    name = "author"
