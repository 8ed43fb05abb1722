"""The versions of the author app's endpoints."""

from common.api.versioning import CommonVersioning


class AuthorVersioning(CommonVersioning):
    """What every author endpoint offers; one that gains a version subclasses it."""
