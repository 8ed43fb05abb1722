"""The versions of the account endpoints."""

from common.api.versioning import CommonVersioning


class AccountVersioning(CommonVersioning):
    """What every account endpoint offers; one that gains a version subclasses it."""
