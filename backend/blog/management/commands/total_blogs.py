"""Another name of `total_posts`."""

from blog.management.commands.total_posts import Command

__all__ = ["Command"]
