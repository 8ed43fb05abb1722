"""Another name of `author_stats`."""

from blog.management.commands.author_stats import Command

__all__ = ["Command"]
