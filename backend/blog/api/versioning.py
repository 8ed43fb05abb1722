"""The versions of the blog app's endpoints."""

from common.api.versioning import CommonVersioning


class BlogVersioning(CommonVersioning):
    """What every blog endpoint offers; one that gains a version subclasses it."""
