"""Register the blog app with Django."""

from django.apps import AppConfig


class BlogConfig(AppConfig):
    """Posts and everything readers find around them."""

    name = "blog"
