"""Versions are part of the path; an unreleased one does not exist."""

from __future__ import annotations

from rest_framework.versioning import URLPathVersioning


class CommonVersioning(URLPathVersioning):
    """What every endpoint offers; apps, and views with more, subclass it."""

    default_version = "v1"
    allowed_versions = ["v1"]
    version_param = "version"
