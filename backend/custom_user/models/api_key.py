"""Keys for programs that act for an account."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from typing_extensions import override

from common.models import PublicModel, TimeStampedQuerySet
from custom_user.constants import Tier


class ApiKeyQuerySet(TimeStampedQuerySet["ApiKey"]):
    """The vocabulary for many keys."""

    def usable(self, now: datetime) -> ApiKeyQuerySet:
        """Keep the keys that still open something."""
        not_expired = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(not_expired, revoked_at__isnull=True)

    def with_digest(self, digest: str, now: datetime) -> ApiKeyQuerySet:
        """Keep the key of this digest, or of its former one while both are good."""
        former = Q(previous_digest=digest, previous_expires_at__gt=now)
        return self.filter(Q(digest=digest) | former)


class ApiKey(PublicModel):
    """A credential of a program: what `owner` may, cut down to `scopes`.

    Only digests are kept; `hint` is the beginning of the key, to tell keys apart. While
    a program changes over, the former key is good until `previous_expires_at`.
    """

    # A key acts for its owner, and for nobody without.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys"
    )
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=40))
    # Empty: the owner's.
    tier = models.CharField(max_length=20, choices=Tier.choices, blank=True)
    hint = models.CharField(max_length=20)
    digest = models.CharField(max_length=128, unique=True)
    # NULL, because empty strings would collide.
    previous_digest = models.CharField(
        max_length=128, unique=True, null=True, blank=True
    )
    previous_expires_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["owner", "-created_at", "-public_id"], name="api_key_of_owner"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @property
    def throttle_key(self) -> str:
        """Return what its requests are counted under."""
        return f"api-key:{self.pk}"

    def allows(self, kind: str, *, write: bool) -> bool:
        """Say whether the scopes reach to reading or writing things of this kind."""
        action = "write" if write else "read"
        return f"{kind}:{action}" in self.scopes or f"*:{action}" in self.scopes
