"""Another name of `published_posts`."""

from blog.management.commands.published_posts import Command

__all__ = ["Command"]
